"""Reports about mail as mail servers write them, addressed to whom the test says."""

from email.message import EmailMessage

_REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I am sorry.

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Thu, 15 Jan 2026 12:00:00 -0500

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b1
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: desk@example.com
To: {recipient}
Subject: Your lease ends

Hello.

--b1--
"""


def a_report(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <maria@example.org>: no such user",
    recipient: str = "maria@example.org",
) -> bytes:
    """Return a delivery report (RFC 3464) about one recipient."""
    return _REPORT.format(to=to, action=action, status=status, said=said, recipient=recipient).encode()


def an_absence_note(to: str) -> bytes:
    """Return what somebody's program answers while they are away."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "maria@example.org", to, "Out of office"
    letter["Auto-Submitted"] = "auto-replied"
    letter.set_content("I am back on Monday. Your mail failed to reach me: status 5.1.1")
    return letter.as_bytes()
