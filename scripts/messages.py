"""Keeps the translations whole, with Babel alone: `update` after changing a string, `check` before handing it in.

`update` puts new strings into each django.po, drops those that are gone, and compiles django.mo. `check` changes
nothing: it names each string that is missing, doubtful, left over or has other placeholders than the English one,
and a django.mo that is not what its django.po says.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "undersigned"
LOCALE = PACKAGE / "locale"
LANGUAGES = tuple(sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))
WIDTH = 110
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed date in the header: a catalogue changes only when its strings do

# Which of a call's arguments are the string, its plural, its context ("c").
KEYWORDS: dict[str, Any] = {
    name + lazy: arguments
    for lazy in ("", "_lazy")
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None, "N_": None, "gettext_noop": None}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main(arguments: list[str]) -> int:
    """The exit code."""
    match arguments:
        case ["update"]:
            for language in LANGUAGES:
                print(update(language))
            return 0
        case ["check"]:
            troubles = [trouble for language in LANGUAGES for trouble in check(language)]
            print("\n".join(troubles) or "translations: complete")
            return 1 if troubles else 0
        case _:
            print(__doc__)
            return 2


def update(language: str) -> str:
    """What was done, in a line."""
    path = _folder(language) / "django.po"
    old = _read(language) if path.exists() else Catalog(locale=language)
    new = _header(Catalog(locale=language))
    for message in source():
        if message.id:
            kept = old.get(message.id, message.context)
            new.add(
                message.id,
                kept.string if kept is not None else None,
                locations=message.locations,
                flags=kept.flags & {"fuzzy"} if kept is not None else (),
                user_comments=kept.user_comments if kept is not None else (),
                context=message.context,
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_po(new))
    (path.parent / "django.mo").write_bytes(_mo(_read(language)))
    waiting = sum(1 for message in new if message.id and _is_missing(message))
    return f"{language}: {len(new)} strings, {waiting} to be translated in {path.relative_to(PACKAGE.parent.parent)}"


def check(language: str) -> Iterator[str]:
    """Every trouble, in a line."""
    path = _folder(language) / "django.po"
    if not path.exists():
        yield f"{language}: no {path}: run make messages"
        return
    now, there = source(), _read(language)
    for message in now:
        if message.id:
            yield from _troubles(language, message, there.get(message.id, message.context))
    for message in there:
        if message.id and now.get(message.id, message.context) is None:
            yield f"{language}: left over: {_shown(message)}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _mo(there):
        yield f"{language}: django.mo is not what django.po says: run make messages"


def source() -> Catalog:
    """Every string of the product, from Python and from templates, in the order of the files."""
    catalog = _header(Catalog())
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.*")]):
        if path.suffix not in (".py", ".html", ".txt"):
            continue
        for _line, string, comments, context in extract("python", _as_python(path), KEYWORDS, ("Translators:",)):
            where = str(path.relative_to(PACKAGE.parent))
            catalog.add(string, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalog


def _as_python(path: Path) -> io.BytesIO:
    """A template becomes the calls its tags stand for, in brackets, so that its indents mean nothing."""
    text = path.read_text()
    if path.suffix != ".py":
        text = f"({templatize(text, origin=str(path))})"
    return io.BytesIO(text.encode())


def _troubles(language: str, message: Message, translated: Message | None) -> Iterator[str]:
    if translated is None or _is_missing(translated):
        yield f"{language}: missing: {_shown(message)}"
    elif translated.fuzzy:
        yield f"{language}: doubtful: {_shown(message)}"
    elif not _has_same_placeholders(translated):
        yield f"{language}: other placeholders: {_shown(message)}"


def _is_missing(message: Message) -> bool:
    return not all(_forms(message.string))


def _has_same_placeholders(message: Message) -> bool:
    """A plural's forms may leave the number out where they say it in words; the last one, for many, may not."""
    wanted = [set(PLACEHOLDER.findall(form)) for form in _forms(message.id)]
    given = [set(PLACEHOLDER.findall(form)) for form in _forms(message.string)]
    return given[-1] == wanted[-1] and all(form <= wanted[-1] for form in given)


def _forms(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def _shown(message: Message) -> str:
    files = ", ".join(sorted({where for where, _line in message.locations}))
    return f"{_forms(message.id)[0]!r}" + (f" ({files})" if files else "")


def _folder(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


def _read(language: str) -> Catalog:
    with (_folder(language) / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def _po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def _mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, _header(catalog))
    return out.getvalue()


def _header(catalog: Catalog) -> Catalog:
    catalog.project, catalog.version = "Undersigned", "1"
    catalog.copyright_holder = catalog.last_translator = "The Undersigned contributors"
    catalog.language_team = catalog.msgid_bugs_address = ""
    catalog.creation_date = catalog.revision_date = FIRST_DAY
    catalog.fuzzy = False
    catalog.header_comment = "# Written by scripts/messages.py; translate the msgstr lines."
    return catalog


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    sys.exit(main(sys.argv[1:]))
