"""The kinds of persons, the roles they play, the ways to reach them."""

from enum import StrEnum


class PersonKind(StrEnum):
    """A human being, or a company, trust or authority."""

    PERSON = "person"
    ORGANIZATION = "organization"


class PersonRole(StrEnum):
    """What a person is to the office."""

    TENANT = "tenant"
    OWNER = "owner"
    VENDOR = "vendor"


class ContactKind(StrEnum):
    """How somebody is reached."""

    EMAIL = "e-mail"
    PHONE = "phone"
    ADDRESS = "address"
