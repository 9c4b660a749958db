"""Which tables the database lets nobody change, and from which the app may delete."""

ADDED_TO_ONLY = {
    "journal_entry",
    "journal_line",
    "charge",
    "receipt",
    "credit",
    "allocation",
    "reversal",
    "refund",
    "period_lock",
    "audit_entry",
    "bank_deposit",
    "bank_deposit_line",
    "bank_deposit_reversal",
    "bank_transfer",
    "bank_statement_line",
    "bank_match",
    "late_fee",
    "plan_promise",
    "served_notice_item",
    "delinquency_note",
    "opening_item",
    "closed_report",
}
MAY_DELETE = {
    "user_property",
    "contact_way",
    "person_role_held",
    "ownership",
    "document_link",
    "document_page",
    "failed_attempt",
    "late_fee_rule",
    "disposition_line",
    "disposition_payee",
}
READ_ONLY = {"organization", "alembic_version", "audit_link"}
