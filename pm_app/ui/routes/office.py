"""The pages of documents and settings."""

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import (
    document_reading,
    notifications,
    settings_billing,
    settings_deadlines,
    settings_document_fields,
    settings_document_kinds,
    settings_notifications,
    settings_office,
    settings_profile,
)
from pm_app.ui.pages.compliance.page import page as compliance_page
from pm_app.ui.pages.compliance.state import CompliancePageState
from pm_app.ui.pages.document import page as document
from pm_app.ui.pages.documents.loading import DocumentsPageState
from pm_app.ui.pages.documents.page import page as documents_page
from pm_app.ui.pages.inbox.page import page as inbox_page
from pm_app.ui.pages.inbox.state import InboxState
from pm_app.ui.pages.mail_templates.page import page as mail_templates
from pm_app.ui.pages.mail_templates.state import MailTemplatesState
from pm_app.ui.pages.settings_calendar.page import page as office_calendar
from pm_app.ui.pages.settings_calendar.state import OfficeCalendarState
from pm_app.ui.pages.settings_jobs.page import page as jobs_page
from pm_app.ui.pages.settings_jobs.state import JobsState
from pm_app.ui.pages.settings_late_fees.page import page as late_fee_settings
from pm_app.ui.pages.settings_late_fees.state import LateFeeSettingsState
from pm_app.ui.pages.settings_mail.page import page as mail
from pm_app.ui.pages.settings_mail.state import MailState
from pm_app.ui.pages.settings_reminders.page import page as reminder_rules
from pm_app.ui.pages.settings_reminders.state import RemindersState
from pm_app.ui.pages.settings_report_schedules.page import page as report_schedules
from pm_app.ui.pages.settings_report_schedules.state import ReportSchedulesState
from pm_app.ui.pages.settings_required.page import page as required_documents
from pm_app.ui.pages.settings_required.state import RequiredDocumentsState
from pm_app.ui.pages.settings_task_templates.page import page as task_templates
from pm_app.ui.pages.settings_task_templates.state import TaskTemplatesState
from pm_app.ui.pages.settings_users.page import page as users_page
from pm_app.ui.pages.settings_users.state import UsersState
from pm_app.ui.routes.entry import Page

OFFICE: list[Page] = [
    Page(
        paths.DOCUMENTS,
        "Documents",
        documents_page,
        DocumentsPageState.load,
        Permission.VIEW_DOCUMENTS,
        menu="Documents",
        icon="files",
        label="All",
    ),
    Page(
        paths.INBOX,
        "Inbox",
        inbox_page,
        InboxState.load,
        Permission.FILE_DOCUMENTS,
        menu="Documents",
        icon="inbox",
        count="inbox_count",
    ),
    Page(
        paths.COMPLIANCE,
        "Compliance",
        compliance_page,
        CompliancePageState.load,
        Permission.VIEW_DOCUMENTS,
        menu="Documents",
        icon="shield-check",
    ),
    Page(
        paths.DOCUMENT_READING,
        "Reading",
        document_reading.page,
        document_reading.DocumentReadingState.load,
        Permission.VIEW_DOCUMENTS,
        menu="Documents",
        icon="scan-text",
    ),
    Page(paths.DOCUMENT, "Document", document.page, document.DocumentPageState.load, Permission.VIEW_DOCUMENTS),
    Page(
        paths.USERS, "Users", users_page, UsersState.load, Permission.MANAGE_USERS, menu="Settings", icon="users-round"
    ),
    Page(
        paths.OFFICE,
        "Office",
        settings_office.page,
        settings_office.OfficeState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="building",
    ),
    Page(
        paths.OFFICE_CALENDAR,
        "Office calendar",
        office_calendar,
        OfficeCalendarState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="calendar-off",
        label="Office calendar",
    ),
    Page(
        paths.REQUIRED_DOCUMENTS,
        "Required documents",
        required_documents,
        RequiredDocumentsState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="list-checks",
    ),
    Page(
        paths.REMINDER_RULES,
        "Reminders",
        reminder_rules,
        RemindersState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="bell-ring",
    ),
    Page(
        paths.TASK_TEMPLATES,
        "Task templates",
        task_templates,
        TaskTemplatesState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="list-todo",
    ),
    Page(
        paths.LATE_FEE_SETTINGS,
        "Late-fee settings",
        late_fee_settings,
        LateFeeSettingsState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="calendar-x",
        label="Late fees",
    ),
    Page(
        paths.DEPOSIT_DEADLINES,
        "Deposit deadlines",
        settings_deadlines.page,
        settings_deadlines.DeadlinesState.load,
        Permission.VIEW_LEDGER,
        menu="Settings",
        icon="calendar-clock",
    ),
    Page(
        paths.BILLING,
        "Billing",
        settings_billing.page,
        settings_billing.BillingState.load,
        Permission.VIEW_LEDGER,
        menu="Settings",
        icon="sliders-horizontal",
    ),
    Page(
        paths.DOCUMENT_KINDS,
        "Kinds of documents",
        settings_document_kinds.page,
        settings_document_kinds.DocumentKindsState.load,
        Permission.CHANGE_DOCUMENTS,
        menu="Settings",
        icon="files",
        label="Document kinds",
    ),
    Page(
        paths.DOCUMENT_FIELDS,
        "Fields of documents",
        settings_document_fields.page,
        settings_document_fields.DocumentFieldsState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="list-plus",
        label="Document fields",
    ),
    Page(paths.MAIL, "Mail", mail, MailState.load, Permission.VIEW_MAIL, "Settings", "mail"),
    Page(
        paths.MAIL_TEMPLATES,
        "Mail templates",
        mail_templates,
        MailTemplatesState.load,
        Permission.VIEW_MAIL,
        menu="Settings",
        icon="mail-plus",
    ),
    Page(
        paths.REPORT_SCHEDULES,
        "Mailed reports",
        report_schedules,
        ReportSchedulesState.load,
        Permission.VIEW_REPORTS,
        menu="Settings",
        icon="send",
    ),
    Page(paths.JOBS, "Jobs", jobs_page, JobsState.load, Permission.VIEW_JOBS, "Settings", "clock"),
    Page(paths.PROFILE, "Your sign-ins", settings_profile.page, settings_profile.ProfileState.load),
    Page(
        paths.NOTIFICATIONS,
        "Notifications",
        notifications.page,
        notifications.NotificationsState.load,
    ),
    Page(
        paths.NOTIFICATION_SETTINGS,
        "How you are told",
        settings_notifications.page,
        settings_notifications.NotificationSettingsState.load,
        menu="Settings",
        icon="bell-ring",
        label="Notifications",
    ),
]
