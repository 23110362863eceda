"""Messages as mail servers send them back."""

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I could not deliver your message to rosa@example.org.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 2 Mar 2026 09:30:00 +0000

Final-Recipient: rfc822; rosa@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b1
Content-Type: text/rfc822-headers

From: petition@riverton.example
To: rosa@example.org
Message-ID: <{token}@petition.example.org>

--b1--
"""

COMPLAINT = """\
From: <complaints@provider.example.net>
To: {to}
Subject: FW: Confirm your signature
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an email abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: SomeGenerator/1.0
Version: 1

--b1
Content-Type: message/rfc822
Content-Disposition: inline

From: petition@riverton.example
To: rosa@example.org
Message-ID: <{token}@petition.example.org>
Subject: Confirm your signature

Confirm your signature:

--b1--
"""

HOLIDAY = """\
From: Rosa <rosa@example.org>
To: {to}
Subject: Re: Confirm your signature
Auto-Submitted: auto-replied
In-Reply-To: <{token}@petition.example.org>
Content-Type: text/plain

550 5.1.1 is where I will be until May.
"""


def report(token: str, *, status: str = "5.1.1", action: str = "failed", to: str = "bounces@riverton.example") -> bytes:
    return REPORT.format(token=token, status=status, action=action, to=to).replace("\n", "\r\n").encode()


def complaint(token: str, *, feedback: str = "abuse") -> bytes:
    return COMPLAINT.format(token=token, feedback=feedback, to="abuse@riverton.example").encode()


def holiday(token: str) -> bytes:
    return HOLIDAY.format(token=token, to="bounces@riverton.example").encode()
