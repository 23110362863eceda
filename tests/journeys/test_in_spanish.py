"""A campaign in Spanish speaks Spanish all the way: the form, its mistakes, the letter, the thanks, the way out."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import EXAMPLES
from tests.journeys.visitor import Visitor, opened
from tests.people import ROSA
from tests.postbox import Postbox
from tests.product import Product

pytestmark = pytest.mark.once


@pytest.fixture
def spanish(serving: Callable[..., Product], fresh: Product, smtp: Postbox, tmp_path: Path) -> Visitor:
    """The library's example with its language changed; what the organiser wrote stays as it is."""
    folder = tmp_path / "domingos"
    shutil.copytree(EXAMPLES / "sunday-library", folder)
    sheet = folder / "campaign.toml"
    changed = sheet.read_text().replace('language = "en"', 'language = "es"').replace('"sunday-library"', '"domingos"')
    sheet.write_text(changed)
    product = serving(start=False, like=fresh, mail_url=smtp.url)
    product.run("load", folder)
    product.start()
    return Visitor(product.url, "domingos")


def test_every_step_speaks_the_campaigns_language(spanish: Visitor, smtp: Postbox) -> None:
    wrong = spanish.http.post("/domingos/sign", data={"name": "", "email": "rosa@example", "postcode": "28001"})
    check = spanish.follow(spanish.sign(ROSA))
    letter = opened(smtp.wait_for(1)[0])
    confirm = spanish.http.get(letter.confirm)
    signed = spanish.follow(spanish.http.post(letter.confirm))
    withdraw = spanish.http.get(letter.withdraw)
    withdrawn = spanish.http.post(letter.withdraw)

    pages = {
        "page": (spanish.page(), "Acepto y firmo"),
        "wrong": (wrong.text, "Escriba su nombre completo"),
        "check": (check.text, "Un paso más, Rosa: revise su correo"),
        "letter": (letter.subject, "Confirme su firma: "),
        "confirm": (confirm.text, "Sí, cuenten mi firma"),
        "signed": (signed.text, "Su firma es la número 1"),
        "withdraw": (withdraw.text, "Retirar mi firma"),
        "withdrawn": (withdrawn.text, "Su firma está retirada"),
    }

    assert {name: sentence for name, (text, sentence) in pages.items() if sentence not in text} == {}
    assert [name for name, (text, _) in pages.items() if name != "letter" and '<html lang="es"' not in text] == []
