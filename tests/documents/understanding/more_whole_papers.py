"""Papers of every sort in the wording of many offices, with what each of them says: all of them."""

from pm_app.documents.enums import DocumentKind as K
from pm_app.documents.enums import FindingKind as F
from tests.documents.understanding.whole_papers import FIRST_PAPERS, Paper

PAPERS: tuple[Paper, ...] = (
    *FIRST_PAPERS,
    Paper(
        """
Wells River Bank
Account Statement
Statement period: October 1, 2025 through October 31, 2025
Account number: 004418829
KESTREL PROPERTY MANAGEMENT LLC TRUST ACCOUNT
Beginning balance $18,224.10
Deposits and credits 22,100.00
Ending balance $20,994.55
""",
        K.BANK_STATEMENT,
        {F.REFERENCE: "004418829", F.EXPIRES_ON: "", F.ORGANIZATION: "Wells River Bank"},
    ),
    Paper(
        """
State of Ohio
Department of Commerce
ELECTRICAL CONTRACTOR LICENSE
License No. EL.47781
Issued to: MARLOW ELECTRIC LLC
Effective 01/01/2025   Expires 12/31/2025
""",
        K.VENDOR_LICENSE,
        {
            F.REFERENCE: "EL.47781",
            F.EFFECTIVE_ON: "2025-01-01",
            F.EXPIRES_ON: "2025-12-31",
            F.ORGANIZATION: "MARLOW ELECTRIC LLC",
        },
    ),
    Paper(
        """
GUARANTY OF LEASE
In consideration of the lease dated May 1, 2025 between Birch Row Partners LP (Landlord) and Owen Tate (Tenant) for
Unit 7, 300 Birch Row, Athens, GA 30601, the undersigned Harriet Tate guarantees payment.
Signed this 4th day of May, 2025
Guarantor: Harriet Tate
""",
        K.GUARANTY,
        {F.SIGNED_ON: "2025-05-04", F.PERSON: "Harriet Tate", F.UNIT: "7"},
    ),
    Paper(
        """
SECURITY DEPOSIT DISPOSITION
Tenant: Lila Brennan
Forwarding address: 44 Orchard Street, Troy, NY 12180
Unit: 2F   Property: Canal House, 18 Lock Street, Troy, NY 12180
Move-out date: July 31, 2025      Statement date: August 14, 2025
Deposit held $1,600.00   Cleaning $120.00   Balance due tenant $1,480.00
""",
        K.DEPOSIT_STATEMENT,
        {F.DATED_ON: "2025-08-14", F.PERSON: "Lila Brennan", F.UNIT: "2F", F.TOTAL: "148000"},
    ),
    Paper(
        """
PURCHASE INVOICE
From: Kolbe Haustechnik GmbH, Industriestr. 14, 80939 München
Rechnung Nr. 2025-10882      Datum: 12.05.2025
Leistungszeitraum: 01.04.2025 - 30.04.2025
Gesamtbetrag: 1.284,60 EUR
""",
        K.INVOICE,
        {
            F.DATED_ON: "2025-05-12",
            F.TOTAL: "128460",
            F.REFERENCE: "2025-10882",
            F.ORGANIZATION: "Kolbe Haustechnik GmbH",
            F.EXPIRES_ON: "",
        },
    ),
    Paper(
        """
COMMERCIAL LEASE
THIS LEASE is entered into this 20th day of January, 2023 by and between Dockside Realty Trust ("Lessor") and
Blue Heron Bakery, Inc. ("Lessee"). The demised premises are located at 7 Pier Road, Portland, Maine 04101.
TERM. The term of this Lease shall be for a period of sixty (60) months, commencing on February 1, 2023.
Lessee shall give notice of its intent to renew at least 180 days prior to the expiration of the term.
""",
        K.LEASE,
        {
            F.DATED_ON: "2023-01-20",
            F.EFFECTIVE_ON: "2023-02-01",
            F.EXPIRES_ON: "2028-01-31",
            F.NOTICE_ON: "2027-08-04",
            F.ADDRESS: "7 Pier Road, Portland, Maine 04101",
        },
    ),
    Paper(
        """
Dear Ms. Okafor:
March 3, 2025
Your lease for Apartment 5D at 66 Sumner Place, Lowell, MA 01850 ends on May 31, 2025. We would
like to offer you a lease
renewal from June 1, 2025 through May 31, 2026 at $1,720 per month.
Sincerely,
Grace Lindqvist
""",
        K.RENEWAL,
        {F.DATED_ON: "2025-03-03", F.EFFECTIVE_ON: "2025-06-01", F.EXPIRES_ON: "2026-05-31", F.UNIT: "5D"},
    ),
    Paper(
        """
HVAC PREVENTIVE MAINTENANCE REPORT
Comfort Air Mechanical        Work order 88213
Service date: 10/22/2025
Site: Alder Court, 1420 Alder Street, Riverton OH 43099
Next service due: April 2026
""",
        K.SERVICE_RECORD,
        {F.DATED_ON: "2025-10-22", F.REFERENCE: "88213", F.ADDRESS: "1420 Alder Street, Riverton OH 43099"},
    ),
    Paper(
        """
CITY OF MILLBROOK   BUILDING PERMIT
Permit No.: BP-25-0419
Issue Date: 05/06/2025   Expiration Date: 11/06/2025
Job address: 31 Foundry St, Millbrook, NY 12545
Contractor: Stonegate Builders, LLC
""",
        K.PERMIT,
        {
            F.DATED_ON: "2025-05-06",
            F.EXPIRES_ON: "2025-11-06",
            F.REFERENCE: "BP-25-0419",
            F.ORGANIZATION: "Stonegate Builders, LLC",
            F.ADDRESS: "31 Foundry St, Millbrook, NY 12545",
        },
    ),
)
