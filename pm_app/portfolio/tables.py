"""Properties, their units, who owns them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from pm_app.kernel.tables import Table, cents, chosen, moment
from pm_app.portfolio.enums import OffMarket, PropertyKind


class Property(Table, table=True):
    """A building or site. `unit_count` is what a register says; the units themselves are rows of their own.

    `requires_renters_insurance`: every household here is asked for proof of its renter's insurance.
    """

    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("year_built is null or year_built between 1500 and 2200", name="year_built_plausible"),
        CheckConstraint("unit_count is null or unit_count >= 0", name="unit_count_not_negative"),
        CheckConstraint("storeys is null or storeys between 0 and 300", name="storeys_plausible"),
        Index(
            "uq_property_external_reference",
            "organization_id",
            "external_reference",
            unique=True,
            postgresql_where=text("external_reference is not null"),
        ),
        Index("ix_property_lower_name", text("lower(name)")),
    )

    name: str
    kind: PropertyKind = chosen(PropertyKind)
    address_line: str
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    year_built: int | None = None
    storeys: int | None = None
    unit_count: int | None = None
    notes: str = ""
    manager_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    management_company: str = ""
    requires_renters_insurance: bool = False
    photo_sha256: str | None = None
    photo_media_type: str = ""
    external_reference: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    created_at: datetime = moment()
    archived_at: datetime | None = moment(default=None)
    version: int = 1


class Unit(Table, table=True):
    """A thing that is let. `baths_half` counts half baths: 3 is one and a half."""

    __table_args__ = (
        Index("uq_unit_property_id_name", "property_id", text("lower(name)"), unique=True),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("beds is null or beds between 0 and 50", name="beds_plausible"),
        CheckConstraint("baths_half is null or baths_half between 0 and 100", name="baths_plausible"),
        CheckConstraint("area_sqft is null or area_sqft between 1 and 10000000", name="area_plausible"),
        CheckConstraint("market_rent_cents is null or market_rent_cents >= 0", name="market_rent_not_negative"),
    )

    property_id: UUID = Field(foreign_key="property.id", index=True)
    name: str
    beds: int | None = None
    baths_half: int | None = None
    area_sqft: int | None = None
    market_rent_cents: int | None = cents(default=None, nullable=True)
    off_market: OffMarket | None = chosen(OffMarket, default=None, nullable=True)
    off_market_note: str = ""
    ready_on: date | None = None
    notes: str = ""
    created_at: datetime = moment()
    archived_at: datetime | None = moment(default=None)
    version: int = 1


class Ownership(Table, table=True):
    """Whose a property is, in which share (basis points of the whole), from when until when (last day included)."""

    __table_args__ = (
        CheckConstraint("share_bps between 1 and 10000", name="share_plausible"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="in_order"),
        UniqueConstraint("property_id", "person_id", "starts_on"),
    )

    property_id: UUID = Field(foreign_key="property.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    share_bps: int = 10_000
    starts_on: date
    ends_on: date | None = None
