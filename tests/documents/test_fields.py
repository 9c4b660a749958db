"""Fields of the office's own: added, changed, taken away; what documents say in them is checked, shown and found."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import Particulars, change_document
from pm_app.documents.actions.fields import FieldNameTaken, add_field, change_field, remove_field
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.queries.care import DocumentCare, document_care
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.fields import Value
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

TODAY = NOON.date()
KIND = DocumentKind.PERMIT


def a_field(session: Session, actor: Actor, name: str = "Inspector", **given: Any) -> UUID:
    facts = {"field_kind": FieldKind.TEXT, "kinds": (), "choices": (), "now": NOON, **given}
    return add_field(session, actor, name=name, **facts)


@pytest.fixture
def permit(session: Session) -> UUID:
    return a_document(session, LinkTarget(property_id=a_property(session).id), title="Permit", kind=KIND)


def say(session: Session, actor: Actor, document_id: UUID, **values: Value | None) -> DocumentCare:
    told = document_details(session, actor, document_id=document_id, today=TODAY)
    change_document(
        session,
        actor,
        document_id=document_id,
        version=told.version,
        title=told.title,
        kind=told.kind,
        tags=told.tags,
        notes=told.notes,
        valid_from=None,
        valid_through=None,
        replaces_id=None,
        fields=values,
        now=NOON,
    )
    return document_care(session, actor, document_id=document_id)


EVERY_KIND: list[tuple[FieldKind, Value, str, str]] = [
    (FieldKind.TEXT, "  Ada   Okafor ", "Ada Okafor", "okafor"),
    (FieldKind.NUMBER, Decimal("12.50"), "12.50", "12.50"),
    (FieldKind.MONEY, 1_250_00, "$1,250.00", "$1,250.00"),
    (FieldKind.DAY, date(2026, 3, 14), "Mar 14, 2026", "2026-03-14"),
    (FieldKind.CHOICE, "Roof", "Roof", "roof"),
    (FieldKind.YES_NO, True, "Yes", "inspector"),
]


@pytest.mark.parametrize(("field_kind", "value", "shown", "searched"), EVERY_KIND)
def test_a_value_is_kept_shown_and_found(
    session: Session, manager: Actor, permit: UUID, field_kind: FieldKind, value: Value, shown: str, searched: str
):
    a_field(session, manager, field_kind=field_kind, choices=("Roof", "Walls"), kinds=(KIND,))

    told = say(session, manager, permit, inspector=value)

    assert [(one.field.name, one.shown) for one in told.fields] == [("Inspector", shown)]
    assert [hit.title for hit in search_documents(session, manager, text=searched, today=TODAY).rows] == ["Permit"]
    assert "inspector" in history_of(session, manager, about_id=permit)[0].details
    emptied = say(session, manager, permit, inspector=None)
    assert [one.shown for one in emptied.fields] == [""]


@pytest.mark.parametrize(
    ("field_kind", "value"),
    [
        (FieldKind.TEXT, 3),
        (FieldKind.TEXT, "x" * 501),
        (FieldKind.NUMBER, "twelve"),
        (FieldKind.NUMBER, Decimal("NaN")),
        (FieldKind.MONEY, Decimal("1.5")),
        (FieldKind.MONEY, 10**14),
        (FieldKind.DAY, "2026-01-01"),
        (FieldKind.CHOICE, "Cellar"),
        (FieldKind.YES_NO, "Yes"),
    ],
)
def test_what_a_field_does_not_hold_is_refused_with_a_sentence(
    session: Session, manager: Actor, permit: UUID, field_kind: FieldKind, value: Value
):
    a_field(session, manager, field_kind=field_kind, choices=("Roof", "Walls"))

    with pytest.raises(Refused, match="Inspector") as refused:
        say(session, manager, permit, inspector=value)

    assert refused.value.field == "field_inspector"


def test_a_field_of_other_kinds_is_neither_shown_nor_taken(session: Session, manager: Actor, permit: UUID):
    a_field(session, manager, kinds=(DocumentKind.DEED,))

    assert document_care(session, manager, document_id=permit).fields == ()
    with pytest.raises(Refused, match="do not have this field"):
        say(session, manager, permit, inspector="Ada")


def test_a_field_is_changed_and_its_values_stay(session: Session, manager: Actor, permit: UUID):
    field_id = a_field(session, manager, field_kind=FieldKind.CHOICE, choices=("Roof", "Walls"))
    say(session, manager, permit, inspector="Roof")

    given = {"field_id": field_id, "name": "Part", "kinds": (), "choices": ("Walls", "Cellar", " "), "now": NOON}
    change_field(session, manager, version=1, **given)

    told = document_care(session, manager, document_id=permit).fields[0]
    assert (told.field.name, told.field.choices, told.shown) == ("Part", ("Walls", "Cellar"), "Roof")
    with pytest.raises(Stale):
        change_field(session, manager, version=1, **given)


def test_a_field_that_is_taken_away_does_not_come_up_again(session: Session, manager: Actor, permit: UUID):
    field_id = a_field(session, manager)
    say(session, manager, permit, inspector="Ada")

    remove_field(session, manager, field_id=field_id, now=NOON)
    a_field(session, manager, "inspector")

    assert [one.shown for one in document_care(session, manager, document_id=permit).fields] == [""]
    assert [field.key for field in document_fields(session, manager)] == ["inspector_2"]
    with pytest.raises(NotFound):
        remove_field(session, manager, field_id=field_id, now=NOON)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"name": " "}, "name", id="without a name"),
        pytest.param({"name": "x" * 61}, "name", id="a long name"),
        pytest.param({"field_kind": FieldKind.CHOICE, "choices": ("Roof", "Roof")}, "choices", id="one choice"),
        pytest.param(
            {"field_kind": FieldKind.CHOICE, "choices": [str(number) for number in range(51)]}, "choices", id="many"
        ),
    ],
)
def test_a_field_nobody_could_fill_in_is_refused(session: Session, manager: Actor, given: dict[str, Any], field: str):
    with pytest.raises(Refused) as refused:
        a_field(session, manager, **given)

    assert refused.value.field == field


def test_a_name_is_there_once(session: Session, manager: Actor):
    a_field(session, manager, "Inspector")
    other = a_field(session, manager, "Other")

    with pytest.raises(FieldNameTaken):
        a_field(session, manager, "INSPECTOR")
    with pytest.raises(FieldNameTaken):
        change_field(session, manager, field_id=other, version=1, name="Inspector", kinds=(), choices=(), now=NOON)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_sets_no_policies_adds_no_fields(session: Session, manager: Actor, role: Role):
    field_id, actor = a_field(session, manager), an_actor(session, role)
    every: list[Callable[[], object]] = [
        lambda: a_field(session, actor, "Another"),
        lambda: change_field(session, actor, field_id=field_id, version=1, name="N", kinds=(), choices=(), now=NOON),
        lambda: remove_field(session, actor, field_id=field_id, now=NOON),
    ]

    for change in every:
        with pytest.raises(NotAllowed):
            change()


def test_particulars_are_kept_and_the_number_is_found(session: Session, manager: Actor, permit: UUID):
    told = document_details(session, manager, document_id=permit, today=TODAY)
    given = {"title": "Permit", "kind": KIND, "tags": (), "notes": "", "valid_from": None, "valid_through": None}
    given |= {"document_id": permit, "version": told.version, "replaces_id": None, "now": NOON}
    particulars = Particulars(" GL-44821 ", 1_250_00, date(2026, 1, 2), date(2026, 3, 4), True)

    change_document(session, manager, particulars=particulars, **given)

    care = document_care(session, manager, document_id=permit)
    assert (care.reference, care.amount_cents, care.auto_renews) == ("GL-44821", 1_250_00, True)
    assert (care.signed_on, care.cancel_by_on) == (date(2026, 1, 2), date(2026, 3, 4))
    assert search_documents(session, manager, text="GL-44821", today=TODAY).total == 1
    changed = history_of(session, manager, about_id=permit)[0].details
    assert changed["amount"] == ["", "$1,250.00"]
    again: dict[str, Any] = {**given, "version": told.version + 1}
    with pytest.raises(Refused):
        change_document(session, manager, particulars=Particulars(amount_cents=-1), **again)
    with pytest.raises(Refused):
        change_document(session, manager, particulars=Particulars("x" * 81), **again)
