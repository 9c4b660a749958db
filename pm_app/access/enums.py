"""The roles of an office and the things one may do."""

from enum import StrEnum


class Role(StrEnum):
    """What someone is in the office; decides the permissions."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    ACCOUNTING = "accounting"
    LEASING = "leasing"
    MAINTENANCE = "maintenance"
    READ_ONLY = "read-only"


class Permission(StrEnum):
    """One thing one may do."""

    VIEW_PORTFOLIO = "view portfolio"
    CHANGE_PORTFOLIO = "change portfolio"
    IMPORT_PORTFOLIO = "import portfolio"
    VIEW_PEOPLE = "view people"
    CHANGE_PEOPLE = "change people"
    VIEW_LEASES = "view leases"
    CHANGE_LEASES = "change leases"
    VIEW_LEDGER = "view ledger"
    POST_CHARGES = "post charges"
    RECORD_RECEIPTS = "record receipts"
    REVERSE_ENTRIES = "reverse entries"
    GIVE_CREDITS = "give credits"
    PAY_REFUNDS = "pay refunds"
    OVERRIDE_HOLDS = "override holds"
    SET_POLICIES = "set policies"
    LOCK_PERIODS = "lock periods"
    VIEW_DOCUMENTS = "view documents"
    FILE_DOCUMENTS = "file documents"
    CHANGE_DOCUMENTS = "change documents"
    VIEW_SENSITIVE_DOCUMENTS = "view sensitive documents"
    VIEW_ALERTS = "view alerts"
    HANDLE_ALERTS = "handle alerts"
    VIEW_TASKS = "view tasks"
    CHANGE_TASKS = "change tasks"
    VIEW_REPORTS = "view reports"
    VIEW_MAIL = "view mail"
    VIEW_JOBS = "view jobs"
    RUN_JOBS = "run jobs"
    VIEW_HISTORY = "view history"
    MANAGE_USERS = "manage users"
