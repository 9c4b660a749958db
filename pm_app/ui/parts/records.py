"""Where the app shows a record that is named by its kind and id."""

from uuid import UUID

from pm_app.ui import paths


def record_path(kind: str, record_id: UUID, tenancy_id: UUID | None = None) -> str:
    """Return the address of a record, as histories and tasks name it; empty when it has no page of its own.

    Money stands on the ledger of its household, an alert on what it is about.
    """
    if kind in {"charge", "receipt"}:
        return paths.lease_path(tenancy_id, "ledger") if tenancy_id else ""
    if kind == "alert":
        return paths.lease_path(tenancy_id) if tenancy_id else paths.document_path(record_id)
    made = {
        "property": paths.property_path,
        "unit": paths.unit_path,
        "person": paths.person_path,
        "tenancy": paths.lease_path,
        "document": paths.document_path,
        "task": paths.task_path,
        "message": paths.message_path,
        "recurring date": paths.recurring_date_path,
    }.get(kind)
    return (
        made(record_id)
        if made
        else {
            "letterhead": paths.OFFICE,
            "undeliverable address": paths.MAIL,
            "task template": paths.TASK_TEMPLATES,
        }.get(kind, "")
    )
