"""The mailer of an office that has set no mail server: mails stay in the app."""

import logging
from collections.abc import Callable

from pm_app.messages.rules import Mail

logger = logging.getLogger(__name__)


class KeptMailer:
    """Sends nothing; the mail is read in the app, where it is kept anyway."""

    def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
        """Log that the mail is kept, without a word of what is in it, and return where it is; nothing leaves."""
        logger.info(
            "mail kept in the app, no mail server is set",
            extra={"mail_key": mail.key, "attachments": len(mail.attachments)},
        )
        return "kept in the app"
