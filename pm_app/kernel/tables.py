"""What every table has in common: constraint names, ids, the organization, enums as checked text."""

import os
import re
import time
from enum import StrEnum
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Uuid, text
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

CURRENT_ORGANIZATION = "nullif(current_setting('app.organization_id', true), '')::uuid"


_id_lock, _ids = Lock(), [0]


def new_id() -> UUID:
    """Return a UUID of version 7 (RFC 9562), greater than every one that this process got before: ids sort by age.

    Its first 48 bits are the millisecond, the next 12 the fraction of it, and 62 are random.
    """
    with _id_lock:
        _ids[0] = ticks = max((time.time_ns() << 12) // 1_000_000, _ids[0] + 1)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=ticks >> 12 << 80 | 7 << 76 | (ticks & 0xFFF) << 64 | 2 << 62 | random)


def choice(kinds: type[StrEnum]) -> Enum:
    """Return the column type that stores an enum's values as text with a check."""
    values = [kind.value for kind in kinds]
    return Enum(
        kinds,
        values_callable=lambda _: values,  # pyright: ignore[reportUnknownLambdaType]
        native_enum=False,
        create_constraint=True,
        name=kinds.__name__.lower(),
        length=max(40, *map(len, values)),
    )


def moment(**options: Any) -> Any:
    """Return a field that holds a moment: an aware UTC datetime."""
    return Field(sa_type=DateTime(timezone=True), **options)  # pyright: ignore[reportCallIssue,reportArgumentType,reportUnknownVariableType]


def cents(**options: Any) -> Any:
    """Return a field that holds an amount in whole cents."""
    return Field(sa_type=BigInteger, **options)  # pyright: ignore[reportUnknownVariableType]


def chosen(kinds: type[StrEnum], **options: Any) -> Any:
    """Return a field that holds one value of an enum, as text with a check."""
    return Field(sa_type=choice(kinds), **options)  # pyright: ignore[reportCallIssue,reportArgumentType,reportUnknownVariableType]


class Table(SQLModel):
    """The base of every table: a sortable id, and the organization, which the database fills in itself."""

    metadata = MetaData(naming_convention=NAMES)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Return the class name in words: JournalEntry is journal_entry."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organization_id: UUID | None = Field(
        default=None,
        sa_type=Uuid,
        foreign_key="organization.id",
        nullable=False,
        sa_column_kwargs={"server_default": text(CURRENT_ORGANIZATION)},
    )
