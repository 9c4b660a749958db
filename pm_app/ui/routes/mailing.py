"""The pages from which the office writes to many."""

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import bulk_mails
from pm_app.ui.pages.letters.page import page as letters
from pm_app.ui.pages.letters.state import LettersState
from pm_app.ui.pages.new_letter.page import page as new_letter
from pm_app.ui.pages.new_letter.state import NewLetterState
from pm_app.ui.pages.new_mail.page import page as new_mail
from pm_app.ui.pages.new_mail.state import NewMailState
from pm_app.ui.routes.entry import Page

MAILING: list[Page] = [
    Page(
        paths.BULK_MAILS,
        "Mail to many",
        bulk_mails.page,
        bulk_mails.BulkMailsState.load,
        Permission.VIEW_MAIL,
        menu="Today",
        icon="mails",
    ),
    Page(
        paths.LETTERS,
        "Letters",
        letters,
        LettersState.load,
        Permission.VIEW_MAIL,
        menu="Today",
        icon="mail-open",
    ),
    Page(paths.NEW_LETTER, "Write a letter", new_letter, NewLetterState.load, Permission.CHANGE_PEOPLE),
    Page(paths.NEW_MAIL, "New mail to many", new_mail, NewMailState.load, Permission.CHANGE_PEOPLE),
]
