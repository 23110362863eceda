"""The palette by numbers: each text on its ground reaches WCAG's 4.5 to 1, each border its 3 to 1, in both schemes."""

import re

import pytest

from undersigned.design import assets

TEXT = 4.5
BORDER = 3.0
PAIRS = [
    ("ink", "paper", TEXT), ("ink", "surface", TEXT), ("ink", "raised", TEXT), ("ink", "success-back", TEXT),
    ("muted", "paper", TEXT), ("muted", "surface", TEXT), ("muted", "raised", TEXT),
    ("on-action", "action", TEXT), ("on-action", "action-hover", TEXT), ("on-accent", "accent", TEXT),
    ("link", "paper", TEXT), ("link", "surface", TEXT), ("link", "raised", TEXT), ("link", "success-back", TEXT),
    ("error", "error-back", TEXT), ("error", "paper", TEXT),
    ("on-hero", "hero", TEXT), ("on-hero-muted", "hero", TEXT), ("accent", "hero", TEXT),
    ("field", "paper", BORDER), ("field", "raised", BORDER), ("action", "track", BORDER),
    ("success", "success-back", BORDER),
]  # fmt: skip


def _tokens(scheme: int) -> dict[str, str]:
    source = (assets.HERE / "css" / "tokens.css").read_text()
    both = {name: (one, one) for name, one in re.findall(r"--([\w-]+): (#[0-9a-f]+);", source)}
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", source)
    return {name: pair[scheme] for name, pair in {**both, **{name: (a, b) for name, a, b in pairs}}.items()}


def _luminance(colour: str) -> float:
    # WCAG 2.2, relative luminance.
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme: int) -> None:
    tokens = _tokens(scheme)

    too_close = [
        (front, back, round(_contrast(tokens[front], tokens[back]), 2))
        for front, back, least in PAIRS
        if _contrast(tokens[front], tokens[back]) < least
    ]
    assert too_close == []


def test_one_of_the_focus_tones_stands_out_on_every_ground() -> None:
    for scheme in (0, 1):
        tokens = _tokens(scheme)
        for ground in ("paper", "surface", "raised", "hero", "action", "error-back", "success-back"):
            best = max(_contrast(tokens[tone], tokens[ground]) for tone in ("focus", "on-accent"))
            assert best >= BORDER, (scheme, ground, best)
