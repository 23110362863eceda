"""Sends one letter right now, as a campaign's would go, and says what the mail server answered."""

from email.utils import formataddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from undersigned.checkup import mail
from undersigned.checkup.finding import Finding, Level, good, wrong


def tried(*, sender_name: str, sender_address: str, to: str) -> Finding:
    """Takes at most a minute: connecting, and each answer, has twenty seconds."""
    amiss = [finding for finding in (*mail.setting(), *mail.server()) if finding.level is Level.WRONG]
    if amiss:
        return amiss[0]
    sender = sender_address or settings.DEFAULT_FROM_EMAIL
    letter = EmailMessage(_("A test letter"), _words(), formataddr((sender_name, sender)), [to])
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        return _refused(error, sender=sender, to=to)
    if settings.SHOWS_MAILBOX:
        return good(_("The letter is in the mailbox of this demonstration."))
    sentence = _("The mail server took a letter from %(sender)s to %(to)s. Look whether it is among your spam.")
    return good(sentence % {"sender": sender, "to": to})


def _words() -> str:
    return _(
        "This letter left your site the way that the letters to signers will.\n\n"
        "If you found it in your inbox, theirs have a good chance, too. If it was among spam, look at the records that "
        "the sender's domain needs: the screen from which you sent this has them."
    )


def _refused(error: Exception, *, sender: str, to: str) -> Finding:
    if isinstance(error, SMTPSenderRefused):
        sentence = _("The mail server does not let you send as %(sender)s. It says: %(said)s")
        remedy = _("Ask whoever runs it to allow this address, or enter one that it may send for.")
        return wrong(sentence % {"sender": sender, "said": _said(error.smtp_error)}, remedy)
    if isinstance(error, SMTPRecipientsRefused):
        [(_code, said), *_rest] = error.recipients.values()
        sentence = _("The mail server takes no letter to %(to)s. It says: %(said)s")
        remedy = _("Is the address in your account right? If so, ask whoever runs the mail server.")
        return wrong(sentence % {"to": to, "said": _said(said)}, remedy)
    if isinstance(error, SMTPDataError):
        sentence = _("The mail server looked at the letter and refused it. It says: %(said)s")
        remedy = _("Often that is about the sender's address: try another, or ask whoever runs the mail server.")
        return wrong(sentence % {"said": _said(error.smtp_error)}, remedy)
    sentence = _("The connection to the mail server broke: %(error)s.") % {"error": error}
    return wrong(sentence, _("Try again. If it stays so, ask whoever runs the mail server."))


def _said(words: Any) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
