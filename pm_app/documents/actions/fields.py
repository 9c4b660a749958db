"""Fields of the office's own: added, changed, taken away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.rules.fields import LONGEST_NAME, MOST_FIELDS, checked_choices, key_of
from pm_app.documents.tables.kinds import DocumentField
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned


class FieldNameTaken(Refused):
    """Another field in use has that name."""


def add_field(
    session: Session,
    actor: Actor,
    *,
    name: str,
    field_kind: FieldKind,
    kinds: Sequence[DocumentKind],
    choices: Sequence[str],
    now: datetime,
) -> UUID:
    """Add a field to documents of these kinds (none: of all) and return its id; refuses a name that is taken."""
    actor.must(Permission.SET_POLICIES)
    name = _name(session, name)
    if session.exec(select(func.count()).where(col(DocumentField.removed_at).is_(None))).one() >= MOST_FIELDS:
        raise Refused(f"There are {MOST_FIELDS} fields already. Take one away first.", field="name")
    field = DocumentField(
        key=_free_key(session, name),
        name=name,
        field_kind=field_kind,
        kinds=_in_order(kinds),
        choices=checked_choices(field_kind, choices),
        added_at=now,
    )
    session.add(field)
    session.flush()
    _note(session, actor, field, "added a field of documents", now)
    return field.id


def change_field(
    session: Session,
    actor: Actor,
    *,
    field_id: UUID,
    version: int,
    name: str,
    kinds: Sequence[DocumentKind],
    choices: Sequence[str],
    now: datetime,
) -> None:
    """Change a field; what documents say in it stays, also in a choice that is not offered any more.

    What a field holds does not change. Refuses one somebody else changed (`Stale`) or took away meanwhile.
    """
    actor.must(Permission.SET_POLICIES)
    field = _locked(session, field_id)
    if field.version != version:
        raise Stale("Somebody else changed this field meanwhile. Reload the page and look again.")
    field.name = _name(session, name, but=field_id)
    field.kinds, field.choices = _in_order(kinds), checked_choices(field.field_kind, choices)
    field.version += 1
    _note(session, actor, field, "changed a field of documents", now)


def remove_field(session: Session, actor: Actor, *, field_id: UUID, now: datetime) -> None:
    """Take a field away: it is asked for and shown no more; what documents said in it is kept beside them."""
    actor.must(Permission.SET_POLICIES)
    field = _locked(session, field_id)
    field.removed_at, field.version = now, field.version + 1
    _note(session, actor, field, "took away a field of documents", now)


def _locked(session: Session, field_id: UUID) -> DocumentField:
    wanted = select(DocumentField).where(DocumentField.id == field_id, col(DocumentField.removed_at).is_(None))
    field = session.exec(wanted.with_for_update()).first()
    if field is None:
        raise NotFound("This field is not there any more. Reload the page.")
    return field


def _name(session: Session, written: str, *, but: UUID | None = None) -> str:
    name = " ".join(cleaned(written, longest=LONGEST_NAME, field="name", name="The name").split())
    if not name:
        raise Refused("Give the field a name.", field="name")
    same = select(DocumentField.id).where(
        func.lower(DocumentField.name) == name.lower(), col(DocumentField.removed_at).is_(None)
    )
    if any(field_id != but for field_id in session.exec(same)):
        raise FieldNameTaken(f"There is a field “{name}” already.", field="name")
    return name


def _free_key(session: Session, name: str) -> str:
    """Return a key no field ever had: what documents said in one that was taken away must not come up again."""
    key = key_of(name)
    taken = set(session.exec(select(DocumentField.key)))
    numbered = (f"{key}_{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(one for one in numbered if one not in taken)


def _in_order(kinds: Sequence[DocumentKind]) -> list[str]:
    return [kind.value for kind in DocumentKind if kind in kinds]


def _note(session: Session, actor: Actor, field: DocumentField, did: str, now: datetime) -> None:
    session.flush()
    record_audit(
        session,
        actor,
        did=did,
        about_kind="field of documents",
        about_id=field.id,
        about_name=field.name,
        now=now,
        details={"holds": field.field_kind.value, "kinds": ", ".join(field.kinds), "choices": ", ".join(field.choices)},
    )
