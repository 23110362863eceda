"""The words of letters about a signer's own page: the link that was asked for, and what was done there.

An organiser cannot word them, and nothing that anybody typed is in them.
"""

from django.utils.translation import gettext

PAGE = "own-page"
DID = "did-"  # how the kinds of the others begin


def is_own(kind: str) -> bool:
    return kind == PAGE or kind.startswith(DID)


def template(kind: str) -> str:
    """By which its two parts are called."""
    return "did" if kind.startswith(DID) else kind


def subject(kind: str) -> str:
    if kind == PAGE:
        return gettext("The link to your own page: %(ask)s")
    if kind in ("did-leave", "did-erase"):
        return gettext("Your signature is removed: %(ask)s")
    return gettext("Changed, as you asked: %(ask)s")


def words(kind: str) -> list[str]:
    """Whole paragraphs, in the language that is active."""
    return {
        PAGE: [
            gettext("Somebody, most likely you, asked for the link to your own page of this petition."),
            gettext(
                "There you see what is kept of you, correct it, take it along, and remove it. The link works for a day;"
                " keep it to yourself. If you did not ask for it, you need not do anything."
            ),
        ],
        "did-correct": [gettext("What you corrected on your own page is stored.")],
        "did-show": [gettext("Your first name may stand on the petition's page now, among those who signed last.")],
        "did-hide": [gettext("Your first name does not stand on the petition's page any more.")],
        "did-remark": [gettext("Your remark is deleted. It leaves the page within a minute.")],
        "did-news": [gettext("You get no more news of this petition. Your signature stays and goes on counting.")],
        "did-consent": [gettext("You took back what you had agreed to beside signing. Your signature stays.")],
        "did-leave": [gettext("Your signature does not count any more, and what identified you is deleted.")],
        "did-erase": [
            gettext("Your signature does not count any more, and all that was kept of you is deleted."),
            gettext("This letter is the last thing that needed your address. It is deleted, too, now."),
        ],
    }[kind]
