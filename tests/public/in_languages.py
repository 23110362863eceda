"""A campaign in English and Spanish as a browser asks for it, and what its pages say of their language."""

import re

import httpx
from django.conf import settings
from django.utils import timezone

from tests.people import ROSA
from tests.public.test_app import visiting
from undersigned.signing import tokens
from undersigned.signing.models import Signature

FORM = {"name": ROSA.name, "email": ROSA.email, "postcode": "06103"}


def got(*paths: str) -> list[httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await browser.get(path) for path in paths]

    answers: list[httpx.Response] = visiting(steps)
    return answers


def language(html: str) -> str:
    return re.findall(r'<html lang="([^"]*)"', html)[0]


def links(html: str) -> list[tuple[str, str]]:
    """What the head says of other languages."""
    return re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)


def confirm_link(signature: Signature) -> str:
    """As a letter in Spanish has it."""
    petition, at = signature.petition, timezone.now().timestamp()
    key = settings.MASTER_KEYS.token
    token = tokens.mint(tokens.Kind.CONFIRM, signature.id, petition=petition.uuid, key=key, at=at)
    return f"/{petition.slug}/es/confirm/{token}"
