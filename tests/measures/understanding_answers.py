"""What the sample papers say, as far as others published it, and what kind of paper each is by its description."""

import csv
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pm_app.documents.enums import DocumentKind, FindingKind

# The kind of each sample, by what its description says; the published answers know no kinds of ours.
KINDS: dict[str, DocumentKind] = {
    **dict.fromkeys([f"contract_cuad_0{number}.pdf" for number in range(1, 6)], DocumentKind.VENDOR_CONTRACT),
    **dict.fromkeys(
        ("contract_license_cymbal.pdf", "contract_professional_services_blank.pdf", "scan_of_contract_cuad_01.pdf"),
        DocumentKind.VENDOR_CONTRACT,
    ),
    **dict.fromkeys(
        [f"receipt_sroie_{number}.jpg" for number in ("044", "319", "567", "568", "585", "595")], DocumentKind.RECEIPT
    ),
    **dict.fromkeys(
        ("receipt_photo_contoso.jpg", "receipt_photo_contoso_2.png", "RECEIPT-2024-TXN-98765_retail_purchase.pdf"),
        DocumentKind.RECEIPT,
    ),
    **dict.fromkeys(
        (
            *("invoice_AzureInterior.pdf", "invoice_QualityHosting.pdf", "invoice_SammyMaystoneLinesTest.pdf"),
            *("invoice_contoso.pdf", "invoice_contoso_statement_7.pdf", "invoice_coolblue1.pdf", "invoice_image.png"),
            *("invoice_image_only_google.pdf", "vendor_invoice_plumbing_1.pdf", "vendor_invoice_plumbing_2.pdf"),
            *("vendor_invoice_plumbing_3.pdf", "qr_bill_gardening_specimen.jpg", "utility_bill_scan.png"),
        ),
        DocumentKind.INVOICE,
    ),
    "REPAIR-2022-INV-001_multipage.pdf": DocumentKind.ESTIMATE,
    "bank_statement_scan.png": DocumentKind.BANK_STATEMENT,
    "condo_deed.docx": DocumentKind.DEED,
    "lease_commercial_novavax_rickman_1995.txt": DocumentKind.LEASE,
    "lease_commercial_roadhouse_grill_jacksonville_1998.txt": DocumentKind.LEASE,
    "offer_to_lease_sample.pdf": DocumentKind.LEASE,
    "scan_of_offer_to_lease.pdf": DocumentKind.LEASE,
    "scotland_model_tenancy_agreement.docx": DocumentKind.LEASE,
    "scotland_notice_to_leave.docx": DocumentKind.NOTICE,
    "scotland_rent_increase.docx": DocumentKind.RENEWAL,
    "w9_fw9_1.pdf": DocumentKind.TAX_FORM,
    "email_with_attachment.eml": DocumentKind.CORRESPONDENCE,
    "email_multiple_attachments.eml": DocumentKind.CORRESPONDENCE,
}


@dataclass(frozen=True)
class Answer:
    """One thing a paper says: what kind of finding it is, and the value it should have; "" where it says none."""

    filename: str
    kind: FindingKind
    value: str


def published_answers(folder: Path) -> list[Answer]:
    """Return the answers that stand beside the samples: contracts, invoices, receipts, the tax form."""
    return [
        *_of_contracts(folder / "contract_cuad_answers.csv"),
        *(answer for path in sorted(folder.glob("invoice_*.expected.json")) for answer in _of_invoice(path)),
        *(answer for path in sorted(folder.glob("receipt_*.key.json")) for answer in _of_receipt(path)),
        *_of_tax_form(folder / "w9_fw9_1.pdf.labels.json"),
        *(Answer(name, FindingKind.KIND, kind.value) for name, kind in KINDS.items()),
    ]


def _of_contracts(path: Path) -> list[Answer]:
    answers: list[Answer] = []
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            name = f"{row['File']}.pdf"
            days = {
                FindingKind.DATED_ON: row["Agreement Date-Answer"],
                FindingKind.EFFECTIVE_ON: row["Effective Date-Answer"],
                FindingKind.EXPIRES_ON: row["Expiration Date-Answer"],
            }
            answers += [Answer(name, kind, _day(value)) for kind, value in days.items()]
            answers.append(Answer(name, FindingKind.NOTICE_ON, row["Notice Period To Terminate Renewal- Answer"]))
            for party in row["Parties-Answer"].split(";"):
                bare = re.sub(r"\(.*|d/b/a.*", "", party).strip()
                answers.append(Answer(name, FindingKind.ORGANIZATION, bare))
    return answers


def _day(written: str) -> str:
    """Return 11/5/97 as an ISO day; "" for what is no day (none, perpetual)."""
    if not re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}", written.strip()):
        return ""
    return datetime.strptime(written.strip(), "%m/%d/%y").date().isoformat()  # noqa: DTZ007


def _of_invoice(path: Path) -> list[Answer]:
    name = path.name.replace(".expected.json", ".pdf")
    answers: list[Answer] = []
    for told in json.loads(path.read_text()):
        answers.append(Answer(name, FindingKind.ORGANIZATION, told["issuer"].split(" - ")[0]))
        answers.append(Answer(name, FindingKind.REFERENCE, told["invoice_number"]))
        answers.append(Answer(name, FindingKind.DATED_ON, told["date"]))
        if "amount" in told:
            answers.append(Answer(name, FindingKind.TOTAL, str(round(told["amount"] * 100))))
        if "partner_street" in told:
            town = f"{told['partner_zip']} {told['partner_city']}"
            answers.append(Answer(name, FindingKind.ADDRESS, f"{told['partner_street']} {town}"))
    return answers


def _of_receipt(path: Path) -> list[Answer]:
    name, told = path.name.replace(".key.json", ".jpg"), json.loads(path.read_text())
    cents = re.sub(r"[^0-9]", "", told["total"])
    return [
        Answer(name, FindingKind.ORGANIZATION, told["company"]),
        Answer(name, FindingKind.DATED_ON, _receipt_day(told["date"]).isoformat()),
        Answer(name, FindingKind.TOTAL, str(int(cents))),
        Answer(name, FindingKind.ADDRESS, told["address"]),
    ]


def _receipt_day(written: str) -> date:
    for form in ("%d-%m-%Y", "%d/%m/%y", "%d %b %Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(written)


def _of_tax_form(path: Path) -> list[Answer]:
    told = {
        one["label"]: " ".join(part["text"] for part in one["value"]) for one in json.loads(path.read_text())["labels"]
    }
    return [
        Answer("w9_fw9_1.pdf", FindingKind.PERSON, told["Name"]),
        Answer("w9_fw9_1.pdf", FindingKind.ORGANIZATION, told["BusinessName"]),
        Answer("w9_fw9_1.pdf", FindingKind.ADDRESS, f"{told['Address']} {told['CityStateZip']}"),
    ]
