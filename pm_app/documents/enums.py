"""The kinds of documents and how far the reading of one got."""

from enum import StrEnum


class ReadingOutcome(StrEnum):
    """How far the text of a file could be read."""

    READ = "read"
    READ_IN_PART = "read in part"
    UNREADABLE = "unreadable"


class ReadingMethod(StrEnum):
    """Where the text of a page came from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    NONE = "none"


class DocumentKind(StrEnum):
    """What a document is to the office."""

    LEASE = "lease"
    RENEWAL = "renewal"
    MONTH_TO_MONTH_AGREEMENT = "month-to-month agreement"
    ADDENDUM = "addendum"
    PET_RECORD = "pet record"
    LEAD_PAINT_DISCLOSURE = "lead-based-paint disclosure"
    LEAD_CERTIFICATE = "lead-safe certificate"
    DISCLOSURE = "disclosure"
    MOVE_IN_INSPECTION = "move-in inspection"
    MOVE_OUT_INSPECTION = "move-out inspection"
    PERIODIC_INSPECTION = "periodic inspection"
    RENTERS_INSURANCE = "renter's insurance"
    GUARANTY = "guarantor agreement"
    IDENTIFICATION = "identification"
    APPLICATION = "rental application"
    NOTICE = "notice"
    DEPOSIT_STATEMENT = "deposit statement"
    TENANT_STATEMENT = "tenant statement"
    RECEIPT = "receipt"
    SUBSIDY_CONTRACT = "subsidy contract"
    MANAGEMENT_AGREEMENT = "management agreement"
    TAX_FORM = "tax form"
    DEED = "title deed or survey"
    PROPERTY_INSURANCE = "property insurance"
    MORTGAGE_OR_TAX_BILL = "mortgage or property-tax bill"
    RENTAL_LICENSE = "rental license"
    PERMIT = "permit"
    FIRE_SAFETY_INSPECTION = "fire safety inspection"
    ELEVATOR_OR_BOILER_CERTIFICATE = "elevator or boiler certificate"
    BACKFLOW_TEST = "backflow test"
    SMOKE_DETECTOR_TEST = "smoke detector test"
    SERVICE_RECORD = "service record"
    ENERGY_CERTIFICATE = "energy certificate"
    WARRANTY = "warranty or service contract"
    UTILITY_AGREEMENT = "utility agreement"
    CERTIFICATE_OF_INSURANCE = "certificate of insurance"
    VENDOR_LICENSE = "vendor license"
    VENDOR_CONTRACT = "vendor contract"
    COMPANY_LICENSE = "company license or bond"
    INVOICE = "invoice"
    ESTIMATE = "estimate"
    BANK_STATEMENT = "bank statement"
    DEPOSIT_SLIP = "deposit slip"
    CORRESPONDENCE = "correspondence"
    PHOTO = "photo"
    OTHER = "other"


class DocumentState(StrEnum):
    """Where a document stands on a day."""

    NO_EXPIRATION = "no expiration"
    NOT_YET_VALID = "not yet valid"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"
