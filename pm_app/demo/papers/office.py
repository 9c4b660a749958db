"""Papers that go with payments: a vendor's invoice, and the sheet a vendor fills in before being paid."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import InvoiceLine, Party
from pm_app.demo.papers.words import dollars, long_day, short_day
from pm_app.kernel.money import percentage

CLASSES = (
    "Individual or sole proprietor",
    "Limited liability company",
    "Corporation",
    "Partnership",
    "Trust or estate",
)


def invoice_total_cents(lines: Sequence[InvoiceLine], tax_bps: int) -> int:
    """Return what an invoice comes to, tax included, in cents."""
    subtotal = sum(line.quantity * line.price_cents for line in lines)
    return subtotal + percentage(subtotal, tax_bps)


def invoice(
    *,
    vendor: Party,
    bill_to: Party,
    number: str,
    invoiced_on: date,
    due_on: date,
    site: str,
    lines: Sequence[InvoiceLine],
    tax_bps: int = 0,
    remark: str = "",
    seed: int,
) -> bytes:
    """Return a vendor's invoice of one page; `site` is where the work was done, `remark` a sentence."""
    sheet = Sheet("Invoice", seed=seed, issuer=vendor.name, issuer_address=vendor.address, reference=number)
    sheet.title(f"Number {number}")
    sheet.facts(
        [
            ("Bill to", f"**{bill_to.name}**\n{bill_to.address}"),
            ("Work done at", site),
            ("Invoice date", short_day(invoiced_on)),
            ("Due", f"**{short_day(due_on)}**"),
        ]
    )
    rows = [
        [line.text, f"{line.quantity:,}", dollars(line.price_cents), dollars(line.quantity * line.price_cents)]
        for line in lines
    ]
    subtotal = sum(line.quantity * line.price_cents for line in lines)
    total = invoice_total_cents(lines, tax_bps)
    rows += [["", "", "Subtotal", dollars(subtotal)], ["", "", "Tax", dollars(total - subtotal)]]
    rows.append(["", "", "**Total due**", f"**{dollars(total)}**"])
    sheet.table(("Description", "Quantity", "Price", "Amount"), rows, (52, 12, 18, 18), right=(1, 2, 3))
    if remark:
        sheet.say(remark)
    sheet.say(
        f"Please pay {dollars(total)} by {long_day(due_on)} and write the invoice number on your check. Payments that "
        "are more than thirty days late bear interest of 1 % a month. Thank you for your business."
    )
    return sheet.pdf()


def vendor_information(
    *,
    manager: Party,
    vendor: Party,
    legal_name: str,
    tax_class: str,
    tax_number_ending: str,
    signer: str,
    signed_on: date,
    seed: int,
    role: str = "Vendor",
) -> bytes:
    """Return our own one-page taxpayer information sheet; only the last four digits of the number are shown."""
    sheet = Sheet(
        f"{role} Taxpayer Information",
        seed=seed,
        issuer=manager.name,
        issuer_address=manager.address,
        reference=vendor.name,
    )
    sheet.title("To be completed before the first payment")
    sheet.facts(
        [
            ("Name as shown on the tax return", f"**{legal_name}**"),
            ("Business name, if different", "The same" if vendor.name == legal_name else vendor.name),
            ("Address", vendor.address),
            ("Taxpayer number, last four digits", f"XX-XXX{tax_number_ending}"),
        ]
    )
    _classified(sheet, tax_class, role.lower())
    sheet.signatures([(signer, f"For {vendor.name}")], signed_on)
    return sheet.pdf()


def _classified(sheet: Sheet, tax_class: str, role: str) -> None:
    sheet.heading("Tax classification")
    known = tax_class if tax_class in CLASSES else "Other: " + tax_class
    classes = [*CLASSES, *([] if known in CLASSES else [known])]
    sheet.table(("", "Classification"), [["[x]" if name == known else "[ ]", name] for name in classes], (7, 93))
    sheet.heading("Certification")
    sheet.say(
        f"The {role} states that the number given to the office is its own correct taxpayer number, that it is not "
        "subject to backup withholding, and that it is a United States person. It will tell the office within thirty "
        "days when any of this changes.",
        "The office keeps the full number in a protected record. It is used to report payments at the end of the year "
        f"and for nothing else. This sheet summarizes what the {role} gave us; it does not replace the form of the tax "
        "authority.",
    )
