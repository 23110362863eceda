"""The post room's mail server, clock and campaign."""

from tests.mail.conftest import campaign, clock, mail_server, smtp

__all__ = ["campaign", "clock", "mail_server", "smtp"]
