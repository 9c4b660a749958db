"""What the office expects of kinds of documents: settings, required documents, fields of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from pm_app.documents.enums import (
    DocumentKind,
    FieldKind,
    KindLevel,
    RequirementCondition,
    RetentionBasis,
    Sensitivity,
)
from pm_app.kernel.tables import Table, chosen, moment


class DocumentKindSetting(Table, table=True):
    """What the office set for a kind of document instead of what it is shipped with."""

    __table_args__ = (
        UniqueConstraint("organization_id", "kind"),
        CheckConstraint("usual_months is null or usual_months between 1 and 1200", name="usual_months_plausible"),
        CheckConstraint("keep_months is null or keep_months between 0 and 1200", name="keep_months_plausible"),
    )

    kind: DocumentKind = chosen(DocumentKind)
    levels: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    expires: bool
    usual_months: int | None = None
    ladder: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    keep_basis: RetentionBasis = chosen(RetentionBasis)
    keep_months: int | None = None
    sensitivity: Sensitivity = chosen(Sensitivity)
    changed_at: datetime = moment()
    changed_by: str
    version: int = 1


class DocumentRequirement(Table, table=True):
    """A kind of document that must be there for every property, unit, lease, owner or vendor the condition is true of.

    `condition_value` is the year before which a building was built, or the kind of property. It is due `within_days`
    after the lease starts, or the person or property was added. Without a property it holds for all.
    """

    __table_args__ = (
        CheckConstraint("within_days between 0 and 3650", name="within_days_plausible"),
        CheckConstraint(
            "(condition in ('built before a year', 'kind of property')) = (condition_value <> '')", name="value_given"
        ),
    )

    kind: DocumentKind = chosen(DocumentKind)
    level: KindLevel = chosen(KindLevel)
    condition: RequirementCondition = chosen(RequirementCondition)
    condition_value: str = ""
    within_days: int = 0
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    note: str = ""
    added_at: datetime = moment()
    added_by: str
    removed_at: datetime | None = moment(default=None)
    version: int = 1


class DocumentWaiver(Table, table=True):
    """A required document that one record need not have, and why; until it is asked for again."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(property_id, unit_id, tenancy_id, person_id) = 1", name="of_one_thing"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    document_requirement_id: UUID = Field(foreign_key="document_requirement.id", index=True)
    property_id: UUID | None = Field(default=None, foreign_key="property.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    tenancy_id: UUID | None = Field(default=None, foreign_key="tenancy.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    reason: str
    waived_at: datetime = moment()
    waived_by: str
    removed_at: datetime | None = moment(default=None)


class DocumentField(Table, table=True):
    """A field of the office's own, for some kinds of documents or (without kinds) for all.

    Documents keep its value under `key`, which never changes.
    """

    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    key: str
    name: str
    field_kind: FieldKind = chosen(FieldKind)
    kinds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    choices: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    added_at: datetime = moment()
    removed_at: datetime | None = moment(default=None)
    version: int = 1
