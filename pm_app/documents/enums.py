"""The kinds of documents and how far the reading of one got."""

from enum import StrEnum


class ReadingOutcome(StrEnum):
    """How far the text of a file could be read."""

    READ = "read"
    READ_IN_PART = "read in part"
    UNREADABLE = "unreadable"


class ScanState(StrEnum):
    """What is known of viruses in a file. Nothing looked for any when a file came that is `not scanned`."""

    NOT_SCANNED = "not scanned"
    WAITING = "not scanned yet"
    CLEAN = "clean"
    INFECTED = "infected"


class ReadingMethod(StrEnum):
    """Where the text of a page came from."""

    TEXT_LAYER = "text layer"
    OCR = "ocr"
    NONE = "none"


class FindingKind(StrEnum):
    """What a finding in the text of a document is about."""

    KIND = "kind"
    EFFECTIVE_ON = "effective"
    EXPIRES_ON = "expiration"
    NOTICE_ON = "notice"
    SIGNED_ON = "signed"
    DATED_ON = "dated"
    TOTAL = "total"
    AMOUNT = "amount"
    REFERENCE = "reference number"
    PERSON = "person"
    ORGANIZATION = "organization"
    ADDRESS = "address"
    UNIT = "unit"


class Decision(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"


class DocumentSource(StrEnum):
    """How a document came in."""

    UPLOAD = "upload"
    COMMAND = "command"
    FOLDER = "watched folder"
    MAILBOX = "mailbox"
    OFFICE = "made here"


class KindLevel(StrEnum):
    """What a kind of document is about."""

    PROPERTY = "property"
    UNIT = "unit"
    LEASE = "lease"
    APPLICANT = "applicant"
    OWNER = "owner"
    VENDOR = "vendor"
    COMPANY = "company"


class Sensitivity(StrEnum):
    """Who sees documents of a kind."""

    ORDINARY = "everyone who sees the record"
    RESTRICTED = "restricted"


class RetentionBasis(StrEnum):
    """From when on a kind of document is kept for its time."""

    EXPIRATION = "expiration or end of the lease"
    FILING = "the day it was filed"
    ALWAYS = "as long as we manage the property"


class RequirementCondition(StrEnum):
    """Where a required document is required."""

    ALWAYS = "always"
    BUILT_BEFORE = "built before a year"
    PROPERTY_KIND = "kind of property"
    HAS_PET = "lease with a pet"
    INSURANCE_ASKED = "property asks for renter's insurance"


class ComplianceState(StrEnum):
    """Where one thing stands with one required document, the most pressing first."""

    EXPIRED = "expired"
    MISSING = "missing"
    NO_DATE = "no date"
    IN_INBOX = "in the inbox"
    EXPIRING = "expiring"
    NOT_YET_DUE = "not yet due"
    WAIVED = "waived"
    IN_ORDER = "in order"


class FieldKind(StrEnum):
    """What a field of one's own holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "date"
    CHOICE = "choice"
    YES_NO = "yes or no"


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
    INCOME_PROOF = "proof of income"
    APPLICATION = "rental application"
    SCREENING_REPORT = "screening report"
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
    CERTIFICATE_OF_OCCUPANCY = "certificate of occupancy"
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
    LIEN_WAIVER = "lien waiver"
    BANK_STATEMENT = "bank statement"
    DEPOSIT_SLIP = "deposit slip"
    INCIDENT_REPORT = "incident report"
    CORRESPONDENCE = "correspondence"
    PHOTO = "photo"
    OTHER = "other"


class DocumentState(StrEnum):
    """Where a document stands on a day."""

    NEEDS_REVIEW = "needs review"
    NO_EXPIRATION = "no expiration"
    NOT_YET_VALID = "not yet valid"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"
    IN_TRASH = "in the trash"
