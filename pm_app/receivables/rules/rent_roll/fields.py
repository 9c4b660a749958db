"""What a rent roll can tell, the headers it is told under, and the words for states and for what is charged."""

import re

from pm_app.leasing.enums import RentLineKind
from pm_app.portfolio.enums import OffMarket
from pm_app.portfolio.rules.fields import ImportField, import_field
from pm_app.receivables.enums import ChargeKind

_PLACE = (
    import_field("property", "Property", "property, property name, building, building name, community, complex"),
    import_field("property_code", "Property code", "property code, property id, external reference, prop code"),
    import_field(
        "address_line", "Address", "address, property address, street address, address 1, address line, site address"
    ),
    import_field("city", "City", "city, town, property city"),
    import_field("region", "State or region", "state, region, province, property state"),
    import_field("postal_code", "Postal code", "postal code, zip, zip code, postcode, property zip"),
    import_field(
        "unit",
        "Unit",
        "unit, unit number, unit name, apartment, apt, apt number, suite, space, lot, unit id, unit code, bldg unit",
    ),
)

_PEOPLE = (
    import_field(
        "tenant",
        "Tenant",
        "tenant name, resident name, lessee name, tenants, residents, name, tenant, resident, lessee, occupant, "
        "occupants, household, renter, customer",
    ),
    import_field("email", "E-mail", "email, e mail, tenant email, resident email, email address, emails"),
    import_field(
        "phone", "Phone", "phone, tenant phone, resident phone, phone number, phone numbers, cell, cell phone, mobile"
    ),
)

_MONEY = (
    import_field("balance", "Balance", "balance, balance due, amount due, current balance, ending balance, total due"),
    import_field(
        "past_due", "Past due", "past due, delinquent, delinquency, amount past due, overdue, past due balance"
    ),
    import_field(
        "prepaid", "Prepaid", "prepaid, prepayment, prepayments, prepaid rent, credits, credit balance, open credits"
    ),
    import_field(
        "deposit",
        "Security deposit held",
        "deposit, security deposit, deposits held, deposit held, deposits, resident deposit, sec dep, security dep, "
        "total deposit, deposit on hand, deposits on hand, security deposits held",
    ),
    import_field("pet_deposit", "Pet deposit held", "pet deposit, pet dep, pet deposit held"),
    import_field("key_deposit", "Key deposit held", "key deposit, key dep, key deposit held"),
    import_field(
        "last_months_rent", "Last month's rent held", "last months rent, last month rent, lmr, last month held"
    ),
)

ROLL_FIELDS: tuple[ImportField, ...] = (
    *_PLACE,
    import_field(
        "unit_type", "Unit type", "unit type, bd ba, bed bath, beds baths, type, floor plan, floorplan, br ba"
    ),
    import_field("beds", "Bedrooms", "beds, bedrooms, bed, br, bdrm"),
    import_field("baths", "Bathrooms", "baths, bathrooms, bath, ba"),
    import_field(
        "area_sqft", "Area in square feet", "sqft, sq ft, square feet, unit sq ft, unit sqft, square footage, sf, area"
    ),
    import_field("status", "Status", "status, unit status, lease status, occupancy, occupancy status, resident status"),
    *_PEOPLE,
    import_field("market_rent", "Market rent", "market rent, market, asking rent, market rate, gpr, list rent"),
    import_field(
        "rent",
        "Lease rent",
        "lease rent, actual rent, rent, monthly rent, current rent, contract rent, scheduled rent, rent amount, "
        "rent charge, lease charges, in place rent, actual",
    ),
    import_field("charge_code", "Charge code", "charge code, code, charge type, charge, income code, charges code"),
    import_field(
        "charge_amount", "Charge amount", "charge amount, amount, charges, recurring amount, scheduled amount"
    ),
    import_field("pet_rent", "Pet rent", "pet rent, pet, pet fee, pets, pet charges", several=True),
    import_field(
        "parking", "Parking", "parking, parking rent, garage, carport, parking fee, parking charges", several=True
    ),
    import_field(
        "utility",
        "Utilities",
        "utility, utilities, water, sewer, trash, rubs, electric, electricity, gas, water sewer, water sewer trash, "
        "utility charges, utility reimbursement, valet trash, internet, cable",
        several=True,
    ),
    import_field("laundry", "Laundry", "laundry, washer dryer, laundry fee, wd rental", several=True),
    import_field(
        "other_charges",
        "Other recurring charges",
        "other charges, other recurring, storage, storage rent, other, amenity fee, other rent, other monthly charges",
        several=True,
    ),
    import_field("due_day", "Due day of the month", "due day, rent due day, day due, due day of month"),
    import_field(
        "move_in", "Move-in", "move in, move in date, moved in, occupied since, date moved in, movein, original move in"
    ),
    import_field(
        "lease_start",
        "Lease from",
        "lease from, lease start, lease start date, lease begin, lease begins, lease from date, start date, "
        "lease begin date, lease commencement, commencement, start",
    ),
    import_field(
        "lease_end",
        "Lease to",
        "lease to, lease end, lease expiration, lease end date, lease expires, expiration, lease expiration date, "
        "lease to date, end date, lease exp, expires, expiration date, lease ends, end",
    ),
    import_field(
        "move_out",
        "Move-out",
        "move out, move out date, scheduled move out, expected move out, moveout, vacating, planned move out",
    ),
    *_MONEY,
    import_field(
        "due_on", "Balance due since", "due date, due since, oldest charge, oldest due date, balance due date"
    ),
)

OPENING_FIELDS: tuple[ImportField, ...] = (
    *_PLACE,
    *_PEOPLE[:1],
    import_field(
        "charge_type", "Charge type", "charge type, charge, type, kind, charge code, code, account, income code"
    ),
    import_field("description", "Description", "description, memo, details, notes, note, reference, comment"),
    import_field("due_on", "Due date", "due date, original due date, charge date, due, date, due on, invoice date"),
    import_field(
        "amount",
        "Open amount",
        "open amount, amount, open, amount open, amount due, open balance, balance, amount owed",
    ),
    *_MONEY[2:],
)

LINE_FIELDS = {
    "pet_rent": RentLineKind.PET_RENT,
    "parking": RentLineKind.PARKING,
    "utility": RentLineKind.UTILITY,
    "laundry": RentLineKind.LAUNDRY,
    "other_charges": RentLineKind.OTHER,
}
DEPOSIT_FIELDS = {
    "deposit": ChargeKind.SECURITY_DEPOSIT,
    "pet_deposit": ChargeKind.PET_DEPOSIT,
    "key_deposit": ChargeKind.KEY_DEPOSIT,
    "last_months_rent": ChargeKind.LAST_MONTHS_RENT,
}
# The amounts a file adds up in its own total rows.
SUMMED_FIELDS = (
    "market_rent",
    "rent",
    "charge_amount",
    *LINE_FIELDS,
    *DEPOSIT_FIELDS,
    "balance",
    "past_due",
    "prepaid",
    "amount",
)

_LINE_WORDS = (
    (RentLineKind.PET_RENT, r"pets?|dog|cat|petr|petrent"),
    (RentLineKind.PARKING, r"park(ing)?|prk(g)?|garage|gar|carport|cpt"),
    (
        RentLineKind.UTILITY,
        r"util\w*|water|wtr|sewer|swr|trash|rubs|elec\w*|gas|internet|cable|garbage|pest|utilreim",
    ),
    (RentLineKind.LAUNDRY, r"laundry|washer|wd|w/d"),
    (RentLineKind.RENT, r"rents?|rnt|rentinc|hap|subsidy|subrent|section ?8|base"),
)

_CHARGE_WORDS = (
    (ChargeKind.SECURITY_DEPOSIT, r"security deposit|deposit|sec dep|secdep"),
    (ChargeKind.PET_DEPOSIT, r"pet deposit"),
    (ChargeKind.KEY_DEPOSIT, r"key deposit"),
    (ChargeKind.LAST_MONTHS_RENT, r"last month'?s rent|lmr"),
    (ChargeKind.LATE_FEE, r"late( fees?| charges?)?"),
    (ChargeKind.NSF_FEE, r"nsf( fees?)?|returned (check|payment)( fee)?"),
    (ChargeKind.PREMIUM, r"(month to month|mtm) (premium|fee)|premium"),
    (ChargeKind.APPLICATION_FEE, r"application( fee)?"),
    (ChargeKind.LEASE_BREAK_FEE, r"lease ?break( fee)?|(early )?termination fee"),
    (ChargeKind.DAMAGES, r"damages?|repairs?"),
    (ChargeKind.CLEANING, r"clean(ing|up)?( fee)?"),
    (ChargeKind.OTHER, r"other|misc\w*"),
)

VACANT_WORDS = frozenset({"vacant", "vac", "vacancy", "empty", "available", "unrented", "none", "n/a", "-", "--", "—"})
_OFF_MARKET_WORDS = (
    (OffMarket.MODEL, r"model|office|admin|administrative"),
    (OffMarket.DOWN, r"down|offline|off[ -]?market|renovation|rehab|out of service"),
    (OffMarket.OWNER_OCCUPIED, r"owner[ -]occupied|owner"),
)
_STATES = (
    ("future", r"future|pre-?leased|approved|applicants?|pending|vacant[ -]rented|upcoming|signed"),
    ("past", r"past|former|evicted|moved out|previous|ended"),
    ("vacant", r"vacant.*|vac|vu|vr|v|available|unrented|empty"),
    (
        "current",
        r"current|occupied.*|occ|o|c|active|notice.*|on notice|nu|nr|ntv|leased|rented|evict(ion|ing)?|"
        r"month[ -]to[ -]month|mtm|holdover|expired|good standing",
    ),
)


def line_kind(code: str) -> RentLineKind:
    """Return what a charge code or the header of an amount stands for; what nobody knows is another charge."""
    words = _plain(code)
    return next(
        (kind for kind, known in _LINE_WORDS if re.search(rf"(?<![a-z])({known})(?![a-z])", words)), RentLineKind.OTHER
    )


def charge_kind_of(text: str) -> ChargeKind | None:
    """Return the kind of charge the words mean, None when they mean none that is known. Nothing said is rent."""
    words = _plain(text)
    if not words:
        return ChargeKind.RENT
    named = {kind.value.casefold(): kind for kind in ChargeKind if kind is not ChargeKind.REFUND}
    if words in named:
        return named[words]
    told = next((kind for kind, known in _CHARGE_WORDS if re.fullmatch(known, words)), None)
    if told is not None:
        return told
    line = line_kind(words)
    return None if line is RentLineKind.OTHER else ChargeKind(line.value)


def state_of(text: str) -> str | None:
    """Return `current`, `future`, `past` or `vacant` for a word of state, an empty text for none, None when unknown."""
    words = _plain(text)
    if not words:
        return ""
    if off_market_of(words) is not None:
        return "vacant"
    return next((state for state, known in _STATES if re.fullmatch(known, words)), None)


def off_market_of(text: str) -> OffMarket | None:
    """Return why a unit is not for rent when the words say so, such as `Model` or `Down`."""
    words = _plain(text)
    return next((reason for reason, known in _OFF_MARKET_WORDS if re.fullmatch(rf"({known})( unit)?", words)), None)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split()).strip(".:*")
