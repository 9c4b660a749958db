"""The kinds of terms, parties and rent lines, and the words for the state of a lease, an offer and a unit."""

from enum import StrEnum


class TermKind(StrEnum):
    """What a term is to the tenancy."""

    ORIGINAL = "original"
    RENEWAL = "renewal"
    MONTH_TO_MONTH = "month-to-month"


class PartyRole(StrEnum):
    """What a person is to a tenancy."""

    TENANT = "tenant"
    CO_TENANT = "co-tenant"
    GUARANTOR = "guarantor"
    OCCUPANT = "occupant"
    MINOR = "minor occupant"
    BILLING_CONTACT = "billing contact"


class NoticeGiver(StrEnum):
    """Who ends the tenancy."""

    TENANT = "tenant"
    LANDLORD = "landlord"


class Frequency(StrEnum):
    """How often a rent line is charged."""

    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every two weeks"
    SEMI_MONTHLY = "semi-monthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"


class RentLineKind(StrEnum):
    """What is charged again and again. Each word is also a kind of charge."""

    RENT = "rent"
    PET_RENT = "pet rent"
    PARKING = "parking"
    UTILITY = "utility"
    LAUNDRY = "laundry"
    PREMIUM = "month-to-month premium"
    OTHER = "other"


class ProrationMethod(StrEnum):
    """How a part of a period is charged, as printed in the lease."""

    ACTUAL_DAYS = "actual days in month"
    THIRTY_DAY_MONTH = "30-day month"
    DAYS_OF_YEAR = "365-day year"


class LeaseState(StrEnum):
    """Where a tenancy stands on a day."""

    DRAFT = "draft"
    FUTURE = "future"
    ACTIVE = "active"
    EXPIRING = "expiring"
    MONTH_TO_MONTH = "month-to-month"
    HOLDOVER = "holdover"
    NOTICE_GIVEN = "notice given"
    ENDED = "ended"
    CANCELLED = "cancelled"


class UnitState(StrEnum):
    """Where a unit stands on a day. The last three are set by a person, the others are derived."""

    OCCUPIED = "occupied"
    ON_NOTICE = "on notice"
    ON_NOTICE_RENTED = "on notice, rented"
    VACANT_NOT_READY = "vacant, not ready"
    VACANT_READY = "vacant, ready"
    VACANT_RENTED = "vacant, rented"
    DOWN = "down"
    MODEL = "model"
    OWNER_OCCUPIED = "owner-occupied"


class OfferOutcome(StrEnum):
    """What became of an offer of renewal; one without is open."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class OfferState(StrEnum):
    """Where an offer of renewal stands on a day: its outcome, or what an open one waits for."""

    NOT_SENT = "not sent"
    SENT = "sent"
    LAPSED = "lapsed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class SentHow(StrEnum):
    """How an offer went out."""

    MAIL = "by e-mail"
    PAPER = "on paper"


class RenewalStep(StrEnum):
    """How far the office is with what follows a term."""

    NO_OFFER = "no offer yet"
    NOT_SENT = "not sent"
    OFFERED = "offered"
    LAPSED = "lapsed"
    DECLINED = "declined"
    LEAVING = "notice given"
    RENEWED = "renewed"
