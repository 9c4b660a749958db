"""The reports that can be mailed on a schedule, and how often."""

from enum import StrEnum


class ReportKind(StrEnum):
    """A report that can be mailed."""

    RENT_ROLL = "rent roll"
    DELINQUENCY = "delinquency"
    COMPLIANCE = "compliance"
    EXPIRATIONS = "expirations"


class ReportFormat(StrEnum):
    """The file a report is mailed as."""

    PDF = "PDF"
    XLSX = "XLSX"


class ReportRhythm(StrEnum):
    """How often a report is mailed."""

    DAILY = "every working day"
    WEEKLY = "every week"
    MONTHLY = "every month"
