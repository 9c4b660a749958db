"""The words that tell kinds of documents apart, with their weights."""

from types import MappingProxyType

from pm_app.documents.enums import DocumentKind as K

# Ten is what the title of such a paper says; three is a word such papers often have. A title may be in other
# languages too, so that a German invoice is not taken for a lease.
_CUES: dict[K, dict[str, int]] = {
    K.LEASE: {
        **dict.fromkeys(("lease agreement", "rental agreement", "residential lease", "tenancy agreement"), 10),
        **dict.fromkeys(("offer to lease", "agreement to lease", "commercial lease", "lease contract"), 9),
        **dict.fromkeys(("mietvertrag", "contrato de arrendamiento", "bail de location", "contrat de bail"), 10),
        **dict.fromkeys(("landlord leases to tenant", "lessor leases", "agrees to lease", "landlord hereby leases"), 6),
        **dict.fromkeys(("lease term", "monthly rent", "leased premises", "the premises"), 2),
    },
    K.RENEWAL: {
        **dict.fromkeys(("lease renewal", "renewal of lease", "lease extension", "extension of lease"), 11),
        **dict.fromkeys(("renewal agreement", "rent increase", "rent-increase notice", "notice of rent increase"), 11),
        **dict.fromkeys(("option to extend", "renewal offer", "exercising its option"), 6),
    },
    K.MONTH_TO_MONTH_AGREEMENT: {
        "month-to-month": 5,
        "month-to-month rental agreement": 13,
        "month-to-month agreement": 13,
    },
    K.ADDENDUM: {
        **dict.fromkeys(("addendum to lease", "lease addendum", "pet addendum", "parking addendum"), 11),
        **dict.fromkeys(("smoking addendum", "addendum", "amendment to lease", "lease amendment"), 9),
        **dict.fromkeys(("mold addendum", "bed bug addendum", "pool addendum", "crime-free"), 11),
    },
    K.PET_RECORD: {"rabies": 8, "vaccination certificate": 10, "assistance animal": 9, "dog license": 11},
    K.LEAD_PAINT_DISCLOSURE: {
        **dict.fromkeys(
            (
                "disclosure of information on lead-based paint",
                "lead-based paint disclosure",
                "disclosure of lead-based paint",
            ),
            14,
        ),
        **dict.fromkeys(("lead warning statement", "lead-based paint hazards", "lead-based paint"), 6),
    },
    K.LEAD_CERTIFICATE: {"lead-safe certificate": 13, "lead safe certificate": 13, "lead-free certificate": 13},
    K.DISCLOSURE: {"mold disclosure": 11, "radon disclosure": 11, "flood disclosure": 11, "disclosure statement": 8},
    K.MOVE_IN_INSPECTION: {
        **dict.fromkeys(("move-in inspection", "move in inspection", "move-in checklist", "move-in condition"), 12),
    },
    K.MOVE_OUT_INSPECTION: {
        **dict.fromkeys(("move-out inspection", "move out inspection", "move-out condition"), 12),
    },
    K.PERIODIC_INSPECTION: {
        **dict.fromkeys(
            ("housing code checklist", "property inspection report", "annual inspection", "periodic inspection"), 10
        ),
        "inspection report": 7,
    },
    K.RENTERS_INSURANCE: {
        **dict.fromkeys(
            (
                "renters insurance",
                "renter's insurance",
                "renters policy",
                "renter's policy",
                "homeowners form 4",
                "ho-4",
            ),
            11,
        ),
        "personal property coverage": 4,
    },
    K.GUARANTY: {
        "guaranty of lease": 13,
        "lease guaranty": 13,
        "guarantor agreement": 13,
        "guaranty": 8,
        "guarantor": 3,
    },
    K.IDENTIFICATION: {"driver license": 9, "driver's license": 9, "passport": 7, "identification card": 9},
    K.INCOME_PROOF: {
        **dict.fromkeys(("earnings statement", "pay stub", "paystub", "wage and tax statement", "pay slip"), 11),
        **dict.fromkeys(("gross pay", "net pay", "employment verification", "ytd"), 5),
    },
    K.APPLICATION: {
        **dict.fromkeys(
            ("rental application", "application to rent", "application for tenancy", "tenant application"), 13
        ),
        "loan application": 5,
    },
    K.SCREENING_REPORT: {"screening report": 11, "credit report": 9, "background check": 8, "adverse action": 9},
    K.NOTICE: {
        **dict.fromkeys(("notice to quit", "notice to vacate", "notice to leave", "notice to pay rent or quit"), 13),
        **dict.fromkeys(("intent to vacate", "late rent notice", "past due notice", "notice to enter"), 13),
        **dict.fromkeys(("eviction notice", "notice of termination", "notice of non-renewal", "notice of entry"), 12),
        **dict.fromkeys(("notice to cure", "demand for possession", "notice of violation", "three-day notice"), 11),
        **dict.fromkeys(("order to vacate", "notice to tenant", "demand letter", "notice of default"), 9),
        **dict.fromkeys(("summary process", "petition for possession", "notice"), 4),
    },
    K.DEPOSIT_STATEMENT: {
        **dict.fromkeys(("disposition of security deposit", "security deposit disposition", "deposit statement"), 13),
        **dict.fromkeys(("itemized statement of deductions", "security deposit refund", "statement of deposit"), 11),
    },
    K.TENANT_STATEMENT: {"tenant ledger": 11, "statement of account": 8, "resident ledger": 11, "rent statement": 11},
    K.RECEIPT: {
        **dict.fromkeys(("receipt", "rent receipt", "sales receipt", "quittung", "recibo", "cash receipt"), 8),
        **dict.fromkeys(("cashier", "change due", "thank you come again", "please come again", "card ending"), 5),
        **dict.fromkeys(("tax invoice", "txn", "kassenbon", "rounding adj", "rounding", "sub-total", "register:"), 4),
        "sales associate": 6,
    },
    K.SUBSIDY_CONTRACT: {"housing assistance payments": 13, "hap contract": 13, "section 8": 5, "voucher": 4},
    K.MANAGEMENT_AGREEMENT: {
        **dict.fromkeys(("property management agreement", "management agreement"), 13),
        "manager shall": 3,
    },
    K.TAX_FORM: {
        **dict.fromkeys(("form w-9", "request for taxpayer", "form w-8", "form 1099", "form 1040", "w-9"), 12),
        **dict.fromkeys(("internal revenue service", "taxpayer identification number", "form 1099-misc"), 5),
    },
    K.DEED: {
        **dict.fromkeys(
            ("warranty deed", "quitclaim deed", "unit deed", "deed of trust", "title deed", "grant deed"), 13
        ),
        **dict.fromkeys(("quitclaim covenants", "registry of deeds", "land survey", "plat of survey"), 5),
    },
    K.PROPERTY_INSURANCE: {
        **dict.fromkeys(("evidence of property insurance", "declarations page", "policy declarations"), 12),
        **dict.fromkeys(("dwelling policy", "homeowners policy", "flood insurance", "umbrella policy"), 9),
        **dict.fromkeys(("coverage a", "named insured", "policy period", "dwelling"), 3),
    },
    K.MORTGAGE_OR_TAX_BILL: {
        **dict.fromkeys(("property tax bill", "real estate tax", "mortgage statement", "tax bill"), 12),
        **dict.fromkeys(("escrow analysis", "assessed value", "principal balance", "escrow balance"), 6),
    },
    K.RENTAL_LICENSE: {
        "rental dwelling license": 13,
        **dict.fromkeys(("rental license", "rental licence", "rental registration", "rental housing license"), 13),
        **dict.fromkeys(("certificate of rental", "landlord registration", "rental dwelling"), 9),
    },
    K.PERMIT: {"building permit": 12, "electrical permit": 12, "plumbing permit": 12, "work permit": 7, "permit": 4},
    K.CERTIFICATE_OF_OCCUPANCY: {"certificate of occupancy": 14},
    K.FIRE_SAFETY_INSPECTION: {
        **dict.fromkeys(("fire alarm inspection", "sprinkler inspection", "fire extinguisher inspection"), 13),
        **dict.fromkeys(("fire safety", "fire inspection", "nfpa 72", "nfpa 25", "fire alarm"), 8),
    },
    K.ELEVATOR_OR_BOILER_CERTIFICATE: {
        **dict.fromkeys(("elevator certificate", "boiler certificate", "certificate of operation"), 13),
        **dict.fromkeys(("elevator inspection", "boiler inspection", "pressure vessel"), 10),
    },
    K.BACKFLOW_TEST: {"backflow": 10, "backflow prevention assembly": 6, "backflow test report": 8},
    K.SMOKE_DETECTOR_TEST: {"smoke detector": 7, "smoke alarm": 7, "carbon monoxide alarm": 6},
    K.SERVICE_RECORD: {
        "service report": 8,
        "pest control": 7,
        "hvac service": 9,
        "preventive maintenance": 9,
        "maintenance report": 9,
        "chimney": 5,
        "septic": 7,
        "well water": 6,
    },
    K.ENERGY_CERTIFICATE: {"energy performance certificate": 13, "energy certificate": 12, "energieausweis": 13},
    K.WARRANTY: {"limited warranty": 7, "warranty certificate": 11, "service contract": 4, "extended warranty": 10},
    K.UTILITY_AGREEMENT: {
        "rooftop lease": 12,
        "laundry lease": 12,
        "easement agreement": 8,
        "telecommunications license": 11,
    },
    K.CERTIFICATE_OF_INSURANCE: {
        **dict.fromkeys(("certificate of liability insurance", "certificate of insurance"), 14),
        **dict.fromkeys(("acord", "certificate holder", "additional insured", "producer", "insurer a"), 4),
    },
    K.VENDOR_LICENSE: {
        **dict.fromkeys(("contractor's license", "contractor license", "contractors license", "plumbing license"), 12),
        **dict.fromkeys(("electrical license", "renovator certification", "trade license"), 11),
    },
    K.VENDOR_CONTRACT: {
        **dict.fromkeys(
            (
                "service agreement",
                "services agreement",
                "service contract",
                "professional services",
                "maintenance agreement",
            ),
            10,
        ),
        **dict.fromkeys(("distributor agreement", "distributorship agreement", "distribution agreement"), 10),
        **dict.fromkeys(("independent contractor", "construction contract", "agreement for", "contract for"), 8),
        **dict.fromkeys(("license agreement", "consulting agreement", "subcontract"), 9),
        **dict.fromkeys(("this agreement", "agreed terms"), 3),
    },
    K.COMPANY_LICENSE: {"business license": 12, "broker license": 12, "fidelity bond": 12, "surety bond": 11},
    K.INVOICE: {
        **dict.fromkeys(("invoice", "rechnung", "factura", "facture", "factuur"), 9),
        **dict.fromkeys(
            ("bill to", "invoice date", "amount due", "remit to", "balance due", "sold to", "unit price"), 4
        ),
        **dict.fromkeys(("factuurnummer", "rechnungsnr", "rechnungsnummer", "due date"), 4),
        **dict.fromkeys(("bill no", "bill amount"), 7),
        **dict.fromkeys(("statement date", "payment due", "account number", "service address", "total due"), 3),
    },
    K.ESTIMATE: {
        **dict.fromkeys(("preliminary estimate", "estimate", "quotation", "kostenvoranschlag", "presupuesto"), 9),
        **dict.fromkeys(("estimate totals", "estimator", "quote", "bid proposal", "scope of work"), 5),
    },
    K.LIEN_WAIVER: {"lien waiver": 13, "waiver of lien": 13, "waiver and release": 12, "release of lien": 11},
    K.BANK_STATEMENT: {
        **dict.fromkeys(("bank statement", "account statement", "kontoauszug", "statement of accounts"), 11),
        **dict.fromkeys(("beginning balance", "ending balance", "member fdic", "checking", "deposits, credits"), 5),
        **dict.fromkeys(("previous balance", "withdrawals", "new balance"), 3),
        "consolidated statement": 7,
    },
    K.DEPOSIT_SLIP: {"deposit slip": 13, "deposit ticket": 13},
    K.INCIDENT_REPORT: {"incident report": 12, "police report": 12, "accident report": 11},
    K.CORRESPONDENCE: {
        **dict.fromkeys(("to whom it may concern", "dear", "sincerely", "yours truly", "kind regards"), 3),
        **dict.fromkeys(("subject:", "re:", "sehr geehrte", "cordialement", "atentamente", "regards,"), 3),
    },
}

CUES = MappingProxyType({phrase: [] for phrases in _CUES.values() for phrase in phrases})
for _kind, _phrases in _CUES.items():
    for _phrase, _weight in _phrases.items():
        CUES[_phrase].append((_kind, _weight))
