"""What a letter of news needs when it is sent: the update's words, the way out, and whether it is wanted still."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from undersigned.mail import compose
from undersigned.mail.compose import Contents, News, Unwanted, Written
from undersigned.mail.models import Letter, Stationery
from undersigned.signing import letters, tokens
from undersigned.signing import petition as petitions
from undersigned.signing.models import Petition, Signature
from undersigned.updates.models import Words

NOBODY = UUID(int=0)  # has signed nothing: whose link a letter holds that is only looked at


def contents(queued: Sequence[Letter], *, site_url: str, key: bytes) -> dict[UUID, Contents | Exception]:
    """As `signing.letters.contents`, for letters of every kind. Where news are among them: three queries more."""
    found = letters.contents(queued, site_url=site_url, key=key)
    news = [letter for letter in queued if letter.kind == Letter.UPDATE]
    if not news:
        return found
    of, wanting, words = Petition.objects.in_bulk({one.petition_id for one in news}), _wanting(news), _words(news)
    for letter in news:
        known, said = found[letter.id], words.get((letter.update_id, letter.language))
        if (letter.petition_id, letter.about) not in wanting:
            found[letter.id] = Unwanted()
        elif said is None:
            found[letter.id] = Words.DoesNotExist(f"update {letter.update_id} in {letter.language}")
        elif isinstance(known, Contents):
            token = tokens.mint(
                tokens.Kind.UNSUBSCRIBE,
                letter.about,
                petition=of[letter.petition_id].uuid,
                key=key,
                at=letter.queued_at.timestamp(),
            )
            links = {**known.links, "unsubscribe_url": f"{known.links['page_url']}unsubscribe/{token}"}
            found[letter.id] = replace(known, links=links, news=said)
    return found


def specimen(text: Words, *, to: str, site_url: str, key: bytes, at: datetime) -> Written:
    """The letter as signers get it, with links by which nobody leaves. Raises `Stationery.DoesNotExist`."""
    petition = text.update.petition
    stationery = Stationery.objects.get(petition_id=petition.pk, language=text.language)
    translation = text.language if text.language != petition.language else ""
    page = f"{site_url}{petitions.path(petition.slug, translation)}"
    doors = {"unsubscribe": tokens.Kind.UNSUBSCRIBE, "withdraw": tokens.Kind.WITHDRAW}
    links = {
        f"{door}_url": f"{page}{door}/{tokens.mint(kind, NOBODY, petition=petition.uuid, key=key, at=at.timestamp())}"
        for door, kind in doors.items()
    }
    links["page_url"] = page
    return compose.form(Letter.UPDATE, stationery, News(text.subject, text.words)).filled(Contents(to, links))


def _wanting(news: Sequence[Letter]) -> set[tuple[int, UUID]]:
    """By petition and signature: who would get them today."""
    about: dict[int, list[UUID]] = defaultdict(list)
    for letter in news:
        about[letter.petition_id].append(letter.about)
    return {
        (petition_id, id_)
        for petition_id, ids in about.items()
        # Looked up by their ids and judged here: asked who wants news, SQLite would go over all who do.
        for id_, state, wants in Signature.objects.filter(petition_id=petition_id, id__in=ids)
        .order_by("id")
        .values_list("id", "state", "wants_updates")
        if wants and state == Signature.State.CONFIRMED
    }


def _words(news: Sequence[Letter]) -> dict[tuple[int | None, str], News]:
    texts = Words.objects.filter(update_id__in={letter.update_id for letter in news}).order_by("pk")
    return {(text.update_id, text.language): News(text.subject, text.words) for text in texts}
