"""What happens to mail, from being queued to being settled; the words other features use."""

from pm_app.messages.actions.delivering import TAKEN_FOR, TakenMessage, mark_failed, mark_sent, take_messages
from pm_app.messages.actions.letterhead import change_letterhead
from pm_app.messages.actions.queueing import About, forget_document, queue_message
from pm_app.messages.actions.settling import MessageNotFailed, send_again

__all__ = [
    "TAKEN_FOR",
    "About",
    "MessageNotFailed",
    "TakenMessage",
    "change_letterhead",
    "forget_document",
    "mark_failed",
    "mark_sent",
    "queue_message",
    "send_again",
    "take_messages",
]
