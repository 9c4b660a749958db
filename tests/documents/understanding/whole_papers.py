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


FIRST_PAPERS: tuple[Paper, ...] = (
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
)
