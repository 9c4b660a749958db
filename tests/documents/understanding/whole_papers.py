"""Papers of every sort in the wording of many offices, with what each of them says."""

from collections.abc import Mapping
from dataclasses import dataclass

from pm_app.documents.enums import DocumentKind as K
from pm_app.documents.enums import FindingKind as F


@dataclass(frozen=True)
class Paper:
    """A paper, its kind, and what the reader is to fill in of it; "" where it is to leave the field empty."""

    text: str
    kind: K
    facts: Mapping[F, str]


PAPERS: tuple[Paper, ...] = (
    Paper(
        """
                      CERTIFICATE OF LIABILITY INSURANCE                 DATE (MM/DD/YYYY)
                                                                          04/02/2025
THIS CERTIFICATE IS ISSUED AS A MATTER OF INFORMATION ONLY AND CONFERS NO RIGHTS UPON THE CERTIFICATE HOLDER.
PRODUCER
Summit Ridge Insurance Agency, Inc.
1200 Harbor Blvd, Suite 300
Weehawken, NJ 07086
INSURED
Delgado Roofing & Sheet Metal Inc
45 Industrial Pkwy
Secaucus, NJ 07094
INSURER(S) AFFORDING COVERAGE NAIC #
INSURER A : Hartwell Mutual Insurance Company 24198
COVERAGES CERTIFICATE NUMBER: CL2540217 REVISION NUMBER:
INSR LTR TYPE OF INSURANCE ADDL SUBR POLICY NUMBER POLICY EFF (MM/DD/YYYY) POLICY EXP (MM/DD/YYYY) LIMITS
A X COMMERCIAL GENERAL LIABILITY Y BKS55839021 03/15/2025 03/15/2026 EACH OCCURRENCE $ 1,000,000
GENERAL AGGREGATE $ 2,000,000
CERTIFICATE HOLDER
Kestrel Property Management LLC
9 Wharf St, Hoboken, NJ 07030
""",
        K.CERTIFICATE_OF_INSURANCE,
        {
            F.DATED_ON: "2025-04-02",
            F.EFFECTIVE_ON: "2025-03-15",
            F.EXPIRES_ON: "2026-03-15",
            F.REFERENCE: "BKS55839021",
            F.ORGANIZATION: "Delgado Roofing & Sheet Metal Inc",
        },
    ),
    Paper(
        """
COUNTY OF MARSH - OFFICE OF THE TREASURER
2025 REAL ESTATE PROPERTY TAX BILL
Parcel ID: 14-22-118-004
Property location: 77 Quincy Ave, Marsh Harbor, MD 21093
Owner: BAYLINE HOLDINGS LLC
Bill date 07/01/2025
Assessed value 482,300
Total tax due $6,118.42
Due by 09/30/2025
""",
        K.MORTGAGE_OR_TAX_BILL,
        {
            F.DATED_ON: "2025-07-01",
            F.TOTAL: "611842",
            F.REFERENCE: "14-22-118-004",
            F.ADDRESS: "77 Quincy Ave, Marsh Harbor, MD 21093",
        },
    ),
    Paper(
        """
THREE-DAY NOTICE TO PAY RENT OR QUIT
TO: Samuel Ortiz and all other occupants
Premises: 830 Fenwick Rd, Apt 12, Tulsa, OK 74104
Date: August 6, 2025
PLEASE TAKE NOTICE that rent in the amount of $1,175.00 is due and unpaid for the month of August.
You must pay or vacate the premises by August 9, 2025.
Dorothy Whelan
Property Manager
""",
        K.NOTICE,
        {
            F.DATED_ON: "2025-08-06",
            F.NOTICE_ON: "2025-08-09",
            F.UNIT: "12",
            F.PERSON: "Samuel Ortiz",
            F.ADDRESS: "830 Fenwick Rd, Apt 12, Tulsa, OK 74104",
        },
    ),
    Paper(
        """
BACKFLOW PREVENTION ASSEMBLY TEST REPORT
Water purveyor: City of Aurelia
Facility: Pinecrest Townhomes, 600 Pinecrest Way, Aurelia, WA 98501
Assembly serial no. 7734-K  Make Watts  Size 2"
Initial test passed. Date tested: 5/14/2025 Tester: Gil Navarro  Cert. No. B-3391
Next test due 5/14/2026
""",
        K.BACKFLOW_TEST,
        {F.DATED_ON: "2025-05-14", F.EXPIRES_ON: "2026-05-14", F.ADDRESS: "600 Pinecrest Way, Aurelia, WA 98501"},
    ),
    Paper(
        """
CONDITIONAL WAIVER AND RELEASE ON PROGRESS PAYMENT
Name of Claimant: Tri-County Electric Inc.
Name of Customer: Harrow & Pine Management
Job Location: 1420 Alder Street, Riverton, OH 43099
Through Date: 10/31/2025
Amount of Check: $12,480.00
Claimant's Signature: __________ Date of Signature: 11/03/2025
""",
        K.LIEN_WAIVER,
        {
            F.SIGNED_ON: "2025-11-03",
            F.ORGANIZATION: "Tri-County Electric Inc.",
            F.ADDRESS: "1420 Alder Street, Riverton, OH 43099",
        },
    ),
    Paper(
        """
MONTH TO MONTH RENTAL AGREEMENT
This agreement dated September 3rd, 2024, between Paula Jimenez, hereinafter Landlord, and Terrence
Boyd, hereinafter Tenant.
1. The premises at 19 Cobbler Lane, Unit B, Provo, UT 84601 are rented on a month-to-month basis beginning on
September 15, 2024 at a rent of $950.00 per month.
""",
        K.MONTH_TO_MONTH_AGREEMENT,
        {
            F.DATED_ON: "2024-09-03",
            F.EFFECTIVE_ON: "2024-09-15",
            F.EXPIRES_ON: "",
            F.PERSON: "Paula Jimenez",
            F.UNIT: "B",
            F.ADDRESS: "19 Cobbler Lane, Unit B, Provo, UT 84601",
        },
    ),
    Paper(
        """
PROPOSAL
Evergreen Landscape Services                                   Estimate # E-2207
PO Box 118, Salem OR 97301                                       Date 2/11/25
Prepared for: Oakwood HOA
Spring clean-up, mulch 14 yds, pruning
Total estimate: $3,860.00
This estimate is valid for 30 days.
""",
        K.ESTIMATE,
        {
            F.DATED_ON: "2025-02-11",
            F.TOTAL: "386000",
            F.REFERENCE: "E-2207",
            F.ORGANIZATION: "Evergreen Landscape Services",
        },
    ),
    Paper(
        """
CITY OF LAKEMONT
DEPARTMENT OF BUILDING INSPECTION
CERTIFICATE OF OCCUPANCY
Certificate No. CO-2019-00871
Issued: June 18, 2019
Address: 2210 Terrace View Drive, Lakemont, CO 80226
Use: R-2 Apartment, 36 units
""",
        K.CERTIFICATE_OF_OCCUPANCY,
        {
            F.DATED_ON: "2019-06-18",
            F.REFERENCE: "CO-2019-00871",
            F.EXPIRES_ON: "",
            F.ADDRESS: "2210 Terrace View Drive, Lakemont, CO 80226",
        },
    ),
    Paper(
        """
RENTAL APPLICATION
Applicant: Nadia Farouk   Date of birth 04/12/1991   SSN ***-**-4410
Current address: 5 Willow Bend Ct, Apt 3C, Reno, NV 89502
Employer: Sierra Freight Co.   Monthly income $4,900
Desired move-in date: 12/01/2025
Application fee $45.00
Signature: Nadia Farouk Date: 11/08/2025
""",
        K.APPLICATION,
        {F.PERSON: "Nadia Farouk", F.SIGNED_ON: "2025-11-08", F.ADDRESS: "5 Willow Bend Ct, Apt 3C, Reno, NV 89502"},
    ),
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
