"""Writes `Content` as a folder that a person can read and edit: `campaign.toml`, texts in Markdown, media."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail import blocks

from undersigned.campaigns.folder import html, markdown, shape, toml
from undersigned.campaigns.folder.content import SECTIONS, Content, Media, Picture, Section, converted
from undersigned.campaigns.folder.problems import Key
from undersigned.campaigns.folder.reading import CAMPAIGN, OWN_TEXT_DEPTH, TRANSLATION
from undersigned.retention.terms import preset

PETITION_TEXT = "petition.txt"
PRIVACY_NOTICE = "privacy.md"
TEXTS = "texts"
MEDIA = "media"
NAME_LENGTH = 40
ORDER = (
    *("ask", "slug", "deck", "language", "hero"),
    *("petition", "sponsor", "data", "retention", "letters", "share", "outcome", "look", "sections"),
)
USUAL = {"hero_is_decorative": False, "headings": "serif"}  # what need not be written down

COMMENTS = {
    "": (
        "A campaign page as files. What stands here is what an organiser would type at the desk.\n"
        "`undersigned load FOLDER` puts it on the site; `undersigned dump SLUG FOLDER` writes it back."
    ),
    "hero": "The picture beside the ask. `alt` says what it shows to those who cannot see it.",
    "petition": "What people sign. `text` is a file: plain paragraphs, with an empty line between them.",
    "sponsor": "Who answers for the campaign. `privacy_notice` is a Markdown file.",
    "data": "What signers are told of their data. `hands_over`: count, names or postcodes; a further purpose a line.",
    "retention": "How long data is kept: a preset, or days of your own after_close, after_delivery, of addresses.",
    "letters": "The letters to signers. A key left out means the default words.",
    "share": "What a signer's message to friends begins with.",
    "outcome": "What came of it: delivered, answered, decided. Without a day nothing is shown of a step.",
    "look": "Colours of your own, as #0a5c50; headings: serif, sans or slab; the file of the logo.",
    "sections": "The story, from top to bottom.",
}


TRANSLATION_COMMENTS = {
    "": (
        "The same campaign in another language: its words. What is not here, it has from campaign.toml.\n"
        "Pictures and films are in the same folder as the original's."
    ),
}


class Box:
    """The files beside `campaign.toml`, by their names in the folder. Two that differ never share a name.

    `shelf`: begins the names of texts; a translation's are in a folder of its language. Media are everybody's.
    """

    def __init__(self) -> None:
        self.shelf = ""
        self.texts: dict[str, str] = {}
        self.media: dict[str, Media] = {}

    def put_text(self, name: str, words: str) -> str:
        self.texts[self.shelf + name] = words
        return self.shelf + name

    def put_media(self, media: Media) -> str:
        stem, dot, extension = media.name.rpartition(".")
        name, number = f"{MEDIA}/{media.name}", 1
        while self.media.get(name, media) != media:
            number += 1
            name = f"{MEDIA}/{stem}-{number}{dot}{extension}"
        self.media[name] = media
        return name


def folder(content: Content, to: Path, *, translations: Mapping[str, Content]) -> None:
    """`to` is made; what is in it already is overwritten where the names are the same. Translations by language."""
    box = Box()
    sheets = {CAMPAIGN: toml.write(_sheet(content, box, shape.PLACES), COMMENTS)}
    for language, translated in translations.items():
        box.shelf = f"{language}/"
        data = _sheet(translated, box, shape.TRANSLATED)
        sheets[TRANSLATION.format(language)] = toml.write(data, TRANSLATION_COMMENTS)
    to.mkdir(parents=True, exist_ok=True)
    for name, words in {**box.texts, **sheets}.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_text(words, encoding="utf-8", newline="\n")
    for name, media in box.media.items():
        (to / name).parent.mkdir(exist_ok=True)
        with media.open() as source, (to / name).open("wb") as target:
            shutil.copyfileobj(source, target)


def _sheet(content: Content, box: Box, places: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, place in places.items():
        value = _field(name, content.fields[name], box)
        if value not in ("", None) and value != USUAL.get(name):
            table = data if len(place) == 1 else data.setdefault(place[0], {})
            table[place[-1]] = value
    if content.hero:
        data["hero"] = {"image": box.put_media(content.hero), **data.get("hero", {})}
    if content.logo:
        data.setdefault("look", {})["logo"] = box.put_media(content.logo)
    if content.keeps:
        name = preset(content.keeps)
        data["retention"] = {"preset": name} if name else content.keeps.stored()
    data["sections"] = [_section(section, index, box) for index, section in enumerate(content.sections)]
    return {key: data[key] for key in ORDER if data.get(key)}


def _field(name: str, value: Any, box: Box) -> Any:
    if name == "petition_text":
        return box.put_text(PETITION_TEXT, f"{value}\n") if value else ""
    if name == "privacy_notice":
        return box.put_text(PRIVACY_NOTICE, markdown.write(html.read(value))) if value else ""
    return timezone.localtime(value) if name == "closes_at" and value else value


def _section(section: Section, index: int, box: Box) -> dict[str, Any]:
    stem = slugify(section.value.get("heading", ""))[:NAME_LENGTH].strip("-") or section.kind

    def leaf(block: Any, value: Any, key: Key) -> Any:
        if isinstance(value, Picture):
            return _pruned({"file": box.put_media(value.media), "alt": value.alt})
        if isinstance(value, Media):
            return box.put_media(value)
        if isinstance(block, blocks.RichTextBlock) and value:
            words = markdown.write(html.read(value))
            is_own = len(key) == OWN_TEXT_DEPTH
            return box.put_text(f"{TEXTS}/{index + 1:02}-{stem}.md", words) if is_own else words.rstrip("\n")
        return value

    value = converted(SECTIONS[section.kind], section.value, leaf, ("sections", index))
    return {"type": section.kind, **_pruned(value)}


def _pruned(value: Any) -> Any:
    """Without what is empty, or false: a key that is left out means the same."""
    if isinstance(value, dict):
        return {key: kept for key, inner in value.items() if (kept := _pruned(inner))}
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value
