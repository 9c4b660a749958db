"""The kinds of property an office looks after."""

from enum import StrEnum


class PropertyKind(StrEnum):
    """What a property is, in the words the field uses."""

    APARTMENTS = "apartments"
    SINGLE_FAMILY = "single-family"
    CONDO = "condo"
    TOWNHOUSE = "townhouse"
    MOBILE_HOME = "mobile home"
    COMMERCIAL = "commercial"
    MIXED_USE = "mixed use"
    OTHER = "other"


class OffMarket(StrEnum):
    """Why a unit is not for rent."""

    DOWN = "down"
    MODEL = "model"
    OWNER_OCCUPIED = "owner-occupied"
