"""What a packet's reader checks it with: the manifest, the sums, and a page of plain text that says how."""

import json
from typing import Any

from django.utils.translation import gettext as _

from undersigned.campaigns.address import absolute
from undersigned.delivery.folder import Folder
from undersigned.delivery.models import Delivery
from undersigned.ledger.models import Log

README, MANIFEST, SUMS, CHECKPOINT = "README.txt", "manifest.json", "SHA256SUMS", "checkpoint"
FILES = (README, MANIFEST, SUMS)
_AUDIT = """    cp checkpoint remembered
    python -m undersigned.transparency audit {log} \\
        --key '{key}' \\
        --remember remembered"""


def write(row: Delivery, folder: Folder, *, beside: dict[str, int]) -> None:
    verifier = Log.objects.filter(uuid=row.petition.uuid).values_list("verifier", flat=True).first()
    folder.write(README, _readme(row, verifier).encode())
    listed = {**row.files, README: folder.facts(README)}
    told = _manifest(row, folder, listed, verifier)
    told["parts"] = {"online": row.count, "paper": beside["paper"], "earlier": beside["earlier"]}
    folder.write(MANIFEST, (json.dumps(told, indent=2) + "\n").encode())
    listed[MANIFEST] = folder.facts(MANIFEST)
    folder.write(SUMS, "".join(f"{facts['sha256']}  {name}\n" for name, facts in sorted(listed.items())).encode())


def _manifest(row: Delivery, folder: Folder, listed: dict[str, Any], verifier: str | None) -> dict[str, Any]:
    petition = row.petition
    note = b"".join(folder.pieces(CHECKPOINT)).decode() if CHECKPOINT in listed else None
    return {
        "format": "undersigned packet 1",
        "packet": str(row.pk),
        "petition": str(petition.uuid),
        "ask": petition.ask,
        "texts": [
            {"version": text.version, "language": text.language, "sha256": bytes(text.sha256).hex()}
            for text in petition.texts.order_by("version")
        ],
        "count": row.count,
        "chosen": row.chosen,
        "made_at": row.asked_at.isoformat(timespec="seconds"),
        "log": {"address": _address(row), "key": verifier, "checkpoint": note} if note else None,
        "files": [{"name": name, **facts} for name, facts in sorted(listed.items())],
    }


def _readme(row: Delivery, verifier: str | None) -> str:
    """Short lines, for whoever opens it in a terminal or in a mail program."""
    paragraphs = [
        row.petition.ask,
        _("Letter, text and totals: letter.pdf. The list: the folder “list”, signatures.csv, signatures.xlsx."),
        _("To check that no file was changed, in this folder:") + "\n\n    sha256sum -c SHA256SUMS",
    ]
    if verifier and CHECKPOINT in row.files:
        paragraphs += [
            _("To count the signatures in the public log, and check that nothing in it was rewritten since:"),
            _AUDIT.format(log=_address(row), key=verifier),
        ]
    if row.doubtful:
        paragraphs.append(
            _(
                "Some letters in these files are in no font of the machine that made them, and stand as a question"
                " mark. The tables have them as they were written: %(files)s"
            )
            % {"files": ", ".join(row.doubtful)}
        )
    return "\n\n".join(paragraphs) + "\n"


def _address(row: Delivery) -> str:
    return absolute(f"/log/{row.petition.uuid}/")
