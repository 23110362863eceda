"""The list of sections a page may have, and the field that holds them."""

from typing import Any, ClassVar

from wagtail import blocks
from wagtail.fields import StreamField

from undersigned.campaigns.blocks.cases import Cases
from undersigned.campaigns.blocks.faq import Faq
from undersigned.campaigns.blocks.image import Picture
from undersigned.campaigns.blocks.provisions import Provisions
from undersigned.campaigns.blocks.share import Share
from undersigned.campaigns.blocks.text import Text
from undersigned.campaigns.blocks.timeline import Timeline
from undersigned.campaigns.blocks.videos import Videos
from undersigned.campaigns.blocks.voices import Voices


class Sections(blocks.StreamBlock):
    """The names on the left are in the database and in folders of files: they are for good."""

    text = Text()
    image = Picture()
    voices = Voices()
    timeline = Timeline()
    videos = Videos()
    cases = Cases()
    provisions = Provisions()
    share = Share()
    faq = Faq()

    class Meta:
        block_counts: ClassVar = {
            "text": {"max_num": 8},
            "image": {"max_num": 8},
            "voices": {"max_num": 1},
            "timeline": {"max_num": 2},
            "videos": {"max_num": 1},
            "cases": {"max_num": 2},
            "provisions": {"max_num": 2},
            "share": {"max_num": 1},
            "faq": {"max_num": 1},
        }
        max_num = 20


class SectionsField(StreamField):
    """A StreamField whose blocks stay out of migrations: a changed help text is no change of the database."""

    def __init__(self, block_types: Any = (), **options: Any) -> None:
        super().__init__(block_types, **options)

    def deconstruct(self) -> Any:
        name, path, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


def anchors(sections: Any) -> list[str]:
    """A name for each section's place in the page: its kind, and a number where a kind comes again."""
    names: list[str] = []
    for block in sections:
        again = sum(1 for name in names if name == block.block_type or name.startswith(f"{block.block_type}-"))
        names.append(f"{block.block_type}-{again + 1}" if again else block.block_type)
    return names
