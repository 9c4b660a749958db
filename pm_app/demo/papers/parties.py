"""The plain values the papers are made from: who, where, on which terms."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Party:
    """A person or company with an address in one line (`215 Mercer Avenue, Riverton, OH 43099`)."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Home:
    """A dwelling: `unit` as it is called (`Unit 204`), the address of the property in one line, the property's name."""

    unit: str
    address: str
    property_name: str


@dataclass(frozen=True)
class Terms:
    """What a lease says in numbers; `ends_on` is the last day, included."""

    rent_cents: int
    deposit_cents: int
    starts_on: date
    ends_on: date
    late_fee_cents: int = 50_00
    due_day: int = 1
    grace_days: int = 5
    notice_days: int = 60


@dataclass(frozen=True)
class Policy:
    """An insurance policy; `expires_on` is the printed day, on which it ends at 12:01 a.m."""

    insurer: str
    number: str
    effective_on: date
    expires_on: date


@dataclass(frozen=True)
class InvoiceLine:
    """One line of an invoice: what, how many, at which price in cents."""

    text: str
    quantity: int
    price_cents: int


@dataclass(frozen=True)
class Inspection:
    """Who looked at something, when, and until when that is good."""

    company: Party
    inspector: str
    inspected_on: date
    next_due_on: date
    report_number: str
