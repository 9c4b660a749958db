"""What a note about a changed record names, and when it is quicker to look at everything."""

from enum import StrEnum

from pm_app.reminders.rules.dates import Things

# Of more changed records than this everything is looked at once.
MOST_NOTES = 2_000
ALL_MISSING = Things(everything=True)


class Source(StrEnum):
    """What kind of record a note is about; the words are those that the triggers write."""

    TENANCY = "tenancy"
    DOCUMENT = "document"
    REQUIREMENT = "requirement"
    RULE = "rule"
    TASK = "task"
    RECURRING_DATE = "recurring date"
    PROPERTY = "property"
    UNIT = "unit"
    PERSON = "person"
