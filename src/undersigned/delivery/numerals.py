"""Numbers in words, as an office reads them on a letter: “twelve thousand four hundred and thirty-one”."""


def _said(words: str) -> list[str]:
    return words.split()


_EN = _said(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_EN_TENS = _said("- - twenty thirty forty fifty sixty seventy eighty ninety")
_ES = _said(
    "cero una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuna veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete"
    " veintiocho veintinueve"
)
_ES_TENS = _said("- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = _said(
    "- ciento doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas"
)
MOST = 10**9


def signatures(number: int, language: str) -> str:
    """A number of signatures, which are feminine in Spanish. Empty where nobody has taught it the language."""
    if not 0 <= number < MOST:
        return ""
    spelled = {"en": _english, "es": _spanish}.get(language[:2])
    return spelled(number) if spelled else ""


def _english(number: int) -> str:
    millions, rest = divmod(number, 1_000_000)
    thousands, rest = divmod(rest, 1_000)
    parts = [f"{_en_hundreds(part)} {name}" for part, name in ((millions, "million"), (thousands, "thousand")) if part]
    if rest or not parts:
        parts += ["and"] * bool(parts and rest < 100) + [_en_hundreds(rest)]
    return " ".join(parts)


def _en_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = [f"{_EN[hundreds]} hundred"] if hundreds else []
    if rest or not hundreds:
        tens, one = divmod(rest, 10)
        said.append(_EN[rest] if rest < 20 else "-".join([_EN_TENS[tens]] + [_EN[one]] * bool(one)))
    return " and ".join(said)


def _spanish(number: int) -> str:
    millions, rest = divmod(number, 1_000_000)
    thousands, rest = divmod(rest, 1_000)
    parts = []
    if millions:
        parts.append("un millón" if millions == 1 else f"{_masculine(_es_thousands(millions))} millones")
    if thousands or rest or not parts:
        parts.append(_es_thousands(thousands * 1_000 + rest))
    return " ".join(parts)


def _es_thousands(number: int) -> str:
    thousands, rest = divmod(number, 1_000)
    parts = [*([_es_hundreds(thousands)] if thousands > 1 else []), *(["mil"] if thousands else [])]
    if rest or not thousands:
        parts.append(_es_hundreds(rest))
    return " ".join(parts)


def _es_hundreds(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    said = [_ES_HUNDREDS[hundreds]] if hundreds else []
    if rest or not hundreds:
        tens, one = divmod(rest, 10)
        said.append(_ES[rest] if rest < 30 else " y ".join([_ES_TENS[tens]] + [_ES[one]] * bool(one)))
    return " ".join(said)


def _masculine(said: str) -> str:
    """Of millions, whatever is counted."""
    said = said.replace("veintiuna", "veintiún").replace("cientas", "cientos").replace("quinientas", "quinientos")
    return f"{said[:-3]}un" if said.endswith("una") else said.replace("una mil", "un mil")
