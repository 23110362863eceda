"""Reads a folder into `Content`. Everything that can be told without the database is told here, all of it at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from undersigned.campaigns.folder import html, markdown, media, shape, toml
from undersigned.campaigns.folder.content import SECTIONS, Content, Media, Picture, Section, converted, is_media, text
from undersigned.campaigns.folder.problems import Finding, FolderProblem, Key, spelled
from undersigned.campaigns.languages import names
from undersigned.campaigns.models import plain

CAMPAIGN = "campaign.toml"
TRANSLATION = "campaign.{}.toml"
SAMPLES = "samples.toml"
OWN_TEXT_DEPTH = 3  # ("sections", 0, "body"): a section's own rich text stands in a file, one in a list in its place


@dataclass(slots=True)
class Sheet:
    """One TOML file that is being read: its data, where its keys stand, what was found wrong."""

    folder: Path
    name: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def find(self, key: Key, sentence: str) -> None:
        self.findings.append(Finding(self.name, toml.line(self.lines, key), spelled(key), sentence))

    def check(self, model: type[BaseModel], data: Any, at: Key = ()) -> None:
        for key, sentence in shape.problems(model, data, at):
            self.find(key, sentence)

    def stop_if_wrong(self) -> None:
        if self.findings:
            raise FolderProblem(self.findings)


def sheet(folder: Path, name: str) -> Sheet:
    """Raises `FolderProblem` if there is no such file or it is no TOML."""
    try:
        words = (folder / name).read_text(encoding="utf-8")
        return Sheet(folder, name, tomllib.loads(words), toml.lines(words))
    except (OSError, UnicodeDecodeError):
        raise FolderProblem([Finding(name, 0, "", _("There is no such file that can be read as text."))]) from None
    except tomllib.TOMLDecodeError as error:
        raise FolderProblem([_syntax(name, words, error)]) from None


def content(folder: Path) -> tuple[Content, Sheet]:
    """The campaign in `folder`, and its sheet for saying where something stands. Raises `FolderProblem`."""
    return _content(sheet(folder, CAMPAIGN), shape.Campaign, shape.PLACES)


def translations(folder: Path, *, original: str) -> dict[str, tuple[Content, Sheet]]:
    """By language, from `campaign.es.toml` and the like. `original`: the campaign's own language."""
    found = {}
    for path in sorted(folder.glob(TRANSLATION.format("*"))):
        language = path.name.split(".")[1]
        page = sheet(folder, path.name)
        if language == original or language not in dict(names.choices()):
            page.find((), _("“%(language)s” is no language that this can be translated into.") % {"language": language})
            page.stop_if_wrong()
        found[language] = _content(page, shape.Translation, shape.TRANSLATED)
    return found


def _content(page: Sheet, whole: type[BaseModel], places: Mapping[str, tuple[str, ...]]) -> tuple[Content, Sheet]:
    page.check(whole, page.data)
    page.stop_if_wrong()
    for index, section in enumerate(page.data.get("sections", [])):
        _check_section(page, section, ("sections", index))
    page.stop_if_wrong()
    found = whole.model_validate(page.data).model_dump()
    read = Content(
        fields=_fields(page, found, places),
        hero=_picture(page, "hero", "image"),
        logo=_picture(page, "look", "logo"),
        sections=[_section(page, data, ("sections", at)) for at, data in enumerate(page.data.get("sections", []))],
        keeps=shape.terms(found.get("retention")),
    )
    page.stop_if_wrong()
    return read, page


def _syntax(name: str, words: str, error: tomllib.TOMLDecodeError) -> Finding:
    numbers = [int(part) for part in str(error).replace(",", " ").replace(")", " ").split() if part.isdigit()]
    line = numbers[0] if numbers else words.count("\n") + 1
    return Finding(name, line, "", _("This is not TOML: %(reason)s.") % {"reason": str(error).split(" (at ")[0]})


def _check_section(page: Sheet, section: dict[str, Any], at: Key) -> None:
    kind = section.get("type")
    if kind not in SECTIONS:
        page.find((*at, "type"), _("Say what kind of section this is: %(kinds)s.") % {"kinds": ", ".join(SECTIONS)})
    else:
        page.check(shape.section(str(kind)), section, at)


def _fields(page: Sheet, found: dict[str, Any], places: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, place in places.items():
        value = found[place[0]] if len(place) == 1 else found[place[0]][place[1]]
        fields[name] = text(value) if isinstance(value, str) else value
    fields["petition_text"] = plain(_words(page, fields["petition_text"], shape.PLACES["petition_text"]))
    fields["privacy_notice"] = _rich_file(page, fields["privacy_notice"], shape.PLACES["privacy_notice"])
    closes_at = fields.get("closes_at")
    if closes_at and timezone.is_naive(closes_at):
        fields["closes_at"] = timezone.make_aware(closes_at)  # a time without a zone is the site's
    return fields


def _picture(page: Sheet, table: str, key: str) -> Media | None:
    found: Media | None = _media(page, page.data.get(table, {}).get(key, ""), (table, key), media.image_problem)
    return found


def _section(page: Sheet, data: dict[str, Any], at: Key) -> Section:
    def leaf(block: Any, value: Any, key: Key) -> Any:
        return _leaf(page, block, value, key)

    return Section(data["type"], converted(SECTIONS[data["type"]], data, leaf, at))


def _leaf(page: Sheet, block: Any, value: Any, key: Key) -> Any:
    if isinstance(block, ImageBlock):
        value = value or {}
        found = _media(page, value.get("file", ""), (*key, "file"), media.image_problem)
        return Picture(found, value.get("alt", "")) if found else None
    if is_media(block):
        check = media.document_problem if isinstance(block, DocumentChooserBlock) else media.image_problem
        return _media(page, value or "", key, check)
    if isinstance(block, blocks.RichTextBlock):
        return _rich_file(page, value, key) if len(key) == OWN_TEXT_DEPTH else _rich_here(page, value or "", key)
    return bool(value) if isinstance(block, blocks.BooleanBlock) else text(value)


def _rich_file(page: Sheet, name: str | None, key: Key) -> str:
    """Rich text from a Markdown file. Its own lines are named if something in it has no place."""
    document, problems = markdown.read(_words(page, name or "", key))
    page.findings += [Finding(str(name), problem.line, "", problem.sentence) for problem in problems]
    return html.write(document)


def _rich_here(page: Sheet, words: str, key: Key) -> str:
    document, problems = markdown.read(words)
    for problem in problems:
        page.find(key, problem.sentence)
    return html.write(document)


def _words(page: Sheet, name: str, key: Key) -> str:
    path = _path(page, name, key)
    if path is None:
        return ""
    try:
        return text(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        page.find(key, _("The file “%(name)s” is not text in UTF-8. Save it again as UTF-8.") % {"name": name})
        return ""


def _media(page: Sheet, name: str, key: Key, check: Any) -> Any:
    path = _path(page, name, key)
    if path is None:
        return None
    trouble = check(path)
    if trouble:
        page.find(key, trouble)
        return None
    return media.from_path(path)


def _path(page: Sheet, name: str, key: Key) -> Path | None:
    """The file of that name inside the folder, and nowhere else."""
    if not name:
        return None
    root = page.folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        page.find(key, _("The file “%(name)s” is not inside the folder. Copy it there.") % {"name": name})
        return None
    if not path.is_file():
        page.find(key, _("There is no file “%(name)s” in the folder.") % {"name": name})
        return None
    return path
