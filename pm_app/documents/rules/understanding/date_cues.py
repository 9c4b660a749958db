"""The words that say what a day is: what begins or ends on it, who signed on it, what is to be done by it."""

from types import MappingProxyType

from pm_app.documents.enums import FindingKind as Kind

_EXPIRES = {
    **dict.fromkeys(("expiration date", "expiry date", "expires on", "valid through", "valid until"), 94),
    **dict.fromkeys(("valid thru", "good through", "good thru", "valid to", "license expires", "policy exp"), 92),
    **dict.fromkeys(("expires", "expiring on", "expire on", "exp. date", "exp date", "end date", "expiration"), 90),
    **dict.fromkeys(("ending on", "ends on", "terminates on", "terminate on", "terminating on", "expiry"), 88),
    **dict.fromkeys(("termination date", "and ending", "through and including", "next inspection due"), 86),
    **dict.fromkeys(
        ("next test due", "next due", "lease end", "lease ends", "move-out date", "ending", "renew by"), 84
    ),
    **dict.fromkeys(
        ("until midnight on", "up to and including", "until", "thru", "through", "exp", "ends", "exp."), 74
    ),
    **dict.fromkeys(("gultig bis", "endet am", "valable jusqu'au", "fecha de vencimiento", "vence el", "hasta el"), 84),
}
_EFFECTIVE = {
    **dict.fromkeys(("effective date", "effective as of", "effective on", "commencement date", "valid from"), 92),
    **dict.fromkeys(("commencing on", "commences on", "commence on", "beginning on", "begins on", "begin on"), 90),
    **dict.fromkeys(("start date", "starting on", "starts on", "inception date", "policy eff", "lease start"), 90),
    **dict.fromkeys(
        (
            "effective",
            "commencing",
            "commences",
            "beginning",
            "inception",
            "eff date",
            "eff. date",
            "begins",
            "begin",
            "starts",
            "tenancy from",
        ),
        86,
    ),
    **dict.fromkeys(("rent will be from", "starting", "will start on", "move-in date", "from and after"), 80),
    **dict.fromkeys(("mietbeginn", "beginnt am", "gultig ab", "a partir del", "a compter du"), 82),
}
_SIGNED = {
    **dict.fromkeys(
        (
            "date signed",
            "signed on",
            "signature date",
            "date of signature",
            "date of signing",
            "signed this",
            "executed this",
            "executed on",
        ),
        90,
    ),
    **dict.fromkeys(("signed", "executed as of", "executed and delivered", "witness my hand"), 82),
    **dict.fromkeys(("in witness whereof", "set their hands"), 78),
}
_DATED = {
    **dict.fromkeys(("invoice date", "statement date", "bill date", "billing date", "receipt date"), 95),
    **dict.fromkeys(("rechnungsdatum", "factuurdatum", "date de facture", "fecha de factura", "letter date"), 95),
    **dict.fromkeys(("date of issue", "issue date", "date issued", "inspection date", "date of inspection"), 90),
    **dict.fromkeys(("report date", "date of notice", "notice date", "date of this agreement", "tested on"), 90),
    **dict.fromkeys(("dated as of", "dated this", "dated", "made on", "inspected on", "inspected", "tested"), 86),
    **dict.fromkeys(("this agreement is made",), 84),
    **dict.fromkeys(("made and entered into as of", "entered into as of", "made as of", "made and entered into"), 84),
    **dict.fromkeys(("entered into on", "entered into", "issued on", "issued", "made this", "made effective"), 82),
    **dict.fromkeys(("date :", "date:", "date -", "date", "datum", "fecha", "agreement date"), 78),
}
_NOTICE = {
    **dict.fromkeys(("notice deadline", "cancel by", "notice must be given by", "notice to vacate by"), 92),
    **dict.fromkeys(("vacate by", "vacate on or before", "vacate the premises by", "vacate the premises on or"), 90),
    **dict.fromkeys(("vacate the premises on or before", "move out by", "move out on or before", "quit by"), 90),
    **dict.fromkeys(("premises by", "premises on or before", "respond by", "notice by", "correct by", "cure by"), 82),
    **dict.fromkeys(("move out on", "moving out on", "vacate on", "leave on", "keys returned on", "returned on"), 76),
}
# Days that say nothing about the paper: when something is due, was born, ordered, printed, delivered.
_NOTHING = dict.fromkeys(
    (
        *("due date", "payment due", "due on", "due by", "due as of", "due", "zahlungsziel", "due upon", "pay by"),
        *("birth", "born", "dob", "d.o.b.", "order date", "orderdatum", "bestelldatum", "ordered", "delivery"),
        *("printed", "print date", "print", "revised", "rev.", "rev", "form", "adopted", "last updated", "updated"),
        *("fax", "source:", "filed", "recorded", "read date", "late fee after", "late after", "hired", "pay date"),
        *("period ending", "statement period", "balance as of", "received as of", "previous balance", "posted"),
        *("act of", "amended", "code of", "year", "ship date", "closing date", "acquired", "built", "approved"),
        *(
            "commission expires",
            "my commission expires",
            "paid",
            "check",
            "received",
            "purchased",
            "since",
            "between",
            "amendment",
        ),
    ),
    90,
)

# What ends closest before a day decides; of several that end there the longest.
BEFORE = MappingProxyType(
    {
        phrase: (kind, strength)
        for kind, phrases in (
            (None, _NOTHING),
            (Kind.DATED_ON, _DATED),
            (Kind.SIGNED_ON, _SIGNED),
            (Kind.NOTICE_ON, _NOTICE),
            (Kind.EFFECTIVE_ON, _EFFECTIVE),
            (Kind.EXPIRES_ON, _EXPIRES),
        )
        for phrase, strength in phrases.items()
    }
)

# What a contract calls a day in brackets after it: January 21, 2005 (the "Effective Date").
AFTER = MappingProxyType(
    {
        "effective date": Kind.EFFECTIVE_ON,
        "commencement date": Kind.EFFECTIVE_ON,
        "lease commencement date": Kind.EFFECTIVE_ON,
        "start date": Kind.EFFECTIVE_ON,
        "expiration date": Kind.EXPIRES_ON,
        "termination date": Kind.EXPIRES_ON,
        "lease expiration date": Kind.EXPIRES_ON,
        "end date": Kind.EXPIRES_ON,
    }
)
SIGNATURE_WORDS = (
    "by:",
    "by :",
    "/s/",
    "signature",
    "title:",
    "its:",
    "signed",
    "sign here",
    "printed name",
    "witness",
)
