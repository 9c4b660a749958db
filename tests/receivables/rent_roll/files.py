"""Rent rolls in three styles that programs print: a row per unit, headings per property, charge codes below units."""

import csv
import io
from collections.abc import Sequence
from html import escape

from openpyxl import Workbook
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

Lines = Sequence[Sequence[object]]

# A row for every unit, the property in a column of its own, one line of totals.
ROW_PER_UNIT: Lines = [
    ["Rent Roll"],
    ["Properties: All"],
    ["As of: 01/31/2026"],
    [],
    [
        "Property", "Unit", "BD/BA", "Tenant", "Status", "Sqft", "Market Rent", "Rent", "Pet Rent", "Parking",
        "Deposit", "Lease From", "Lease To", "Move-in", "Move-out", "Past Due", "Prepaid",
        "Tenant Email", "Tenant Phone",
    ],
    [
        "Maple Court - 100 Maple St, Riverton, NY 14850", "101", "2/1.00", "Renee Castellano, Owen Castellano",
        "Current", "850", "1,400.00", "1,350.00", "35.00", "", "1,350.00", "06/01/2025", "05/31/2026", "06/01/2023", "",
        "250.00", "", "renee@example.com, owen@example.com", "(555) 010-4482",
    ],
    [
        "Maple Court - 100 Maple St, Riverton, NY 14850", "102", "1/1.00", "", "Vacant-Unrented", "640", "1,100.00", "",
        "", "", "", "", "", "", "", "", "", "", "",
    ],
    [
        "Maple Court - 100 Maple St, Riverton, NY 14850", "103", "1/1.00", "Bo Lindqvist", "Notice-Unrented", "640",
        "1,100.00", "1,050.00", "", "40.00", "1,050.00", "03/01/2025", "02/28/2026", "03/01/2025", "02/28/2026", "0.00",
        "1,050.00", "bo@example.com", "",
    ],
    [
        "Harbor House - 7 Pier Rd, Riverton, NY 14851", "A", "--/--", "Harbor Foods LLC", "Current", "2,100",
        "3,000.00", "2,900.00", "", "", "5,800.00", "01/01/2024", "MTM", "01/01/2024", "", "", "",
        "office@harbor.example", "",
    ],
    ["Total", "4 Units", "", "", "75.0% Occupied", "", "6,600.00", "5,300.00", "35.00", "40.00", "8,200.00", "", "", "",
     "", "250.00", "1,050.00", "", ""],
]  # fmt: skip

# Properties as headings, subtotals under each, a header of two stacked lines, credits in parentheses.
HEADINGS: Lines = [
    ["Acme Management", "", "", "", "", "", "", "", "", ""],
    ["Rent roll as of 1/31/2026"],
    [],
    ["Unit", "Resident", "Market", "Actual", "Security", "Move", "Lease", "Lease", "Balance", "Storage"],
    ["", "", "Rent", "Rent", "Deposit", "In", "Start", "Expiration", "", ""],
    ["Maple Court (maple)"],
    ["101", "Castellano, Renee & Owen", 1400, 1350, 1350, "6/1/2023", "6/1/2025", "5/31/2026", 250, ""],
    ["102", "VACANT", 1100, 0, 0, "", "", "", 0, ""],
    ["103", "Lindqvist, Bo", 1100, 1050, 1050, "3/1/2025", "3/1/2025", "2/28/2027", "(1,050.00)", 25],
    ["Total Maple Court", "", 3600, 2400, 2400, "", "", "", -800, 25],
    [],
    ["Harbor House (harbor)"],
    ["A", "Harbor Foods LLC", 3000, 2900, 5800, 45292, 45292, "Month-to-Month", 0, ""],
    ["Total Harbor House", "", 3000, 2900, 5800, "", "", "", 0, ""],
    [],
    ["Grand Total", "", 6600, 5300, 8200, "", "", "", -800, 25],
    ["Printed 2/2/2026 9:14 AM"],
]

# One property, its residents in sections, every charge on a line of its own, a total under each resident.
CHARGE_CODES: Lines = [
    ["Rent Roll with Lease Charges"],
    ["Property: Maple Court (maple)"],
    ["As Of = 01/31/2026"],
    [
        "Unit", "Unit Type", "Unit", "Resident", "Name", "Market", "Charge", "Amount", "Resident", "Move In", "Lease",
        "Move Out", "Balance",
    ],
    ["", "", "Sq Ft", "", "", "Rent", "Code", "", "Deposit", "", "Expiration", "", ""],
    ["Current/Notice/Vacant Residents"],
    ["101", "2x1", "850", "t0000101", "Castellano, Renee", "1,400.00", "rent", "1,350.00", "1,350.00", "06/01/2023",
     "05/31/2026", "", "250.00"],
    ["", "", "", "", "", "", "petrent", "35.00", "", "", "", "", ""],
    ["", "", "", "", "", "", "Total", "1,385.00", "", "", "", "", ""],
    ["102", "1x1", "640", "VACANT", "VACANT", "1,100.00", "", "0.00", "0.00", "", "", "", "0.00"],
    ["103", "1x1", "640", "t0000103", "Lindqvist, Bo", "1,100.00", "rent", "1,050.00", "1,050.00", "03/01/2025",
     "02/28/2026", "02/28/2026", "-1,050.00"],
    ["", "", "", "", "", "", "prkg", "40.00", "", "", "", "", ""],
    ["", "", "", "", "", "", "conc", "-50.00", "", "", "", "", ""],
    ["", "", "", "", "", "", "Total", "1,040.00", "", "", "", "", ""],
    ["Future Residents/Applicants"],
    ["103", "1x1", "640", "t0000120", "Osei, Ama", "1,100.00", "rent", "1,100.00", "500.00", "03/05/2026",
     "02/28/2027", "", "0.00"],
    ["", "", "", "", "", "", "Total", "1,100.00", "", "", "", "", ""],
    ["Total", "maple", "", "", "", "4,700.00", "", "3,525.00", "2,900.00", "", "", "", "-800.00"],
    ["Summary Groups", "", "", "", "", "Market"],
    ["Occupied Units", "", "", "", "", "2,500.00"],
]  # fmt: skip

OPENING: Lines = [
    ["Property", "Unit", "Tenant", "Charge Type", "Due Date", "Open Amount", "Description"],
    ["Maple Court", "101", "Castellano, Renee", "Rent", "12/01/2025", "1,350.00", "December"],
    ["Maple Court", "101", "Castellano, Renee", "Late fee", "12/06/2025", "75.00", ""],
    ["Maple Court", "101", "Castellano, Renee", "Security deposit held", "", "1,350.00", ""],
    ["Maple Court", "103", "Lindqvist, Bo", "Prepaid", "", "200.00", ""],
]


def as_csv(lines: Lines, separator: str = ",") -> bytes:
    """Return the lines as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(lines)
    return text.getvalue().encode()


def as_xlsx(lines: Lines) -> bytes:
    """Return the lines as a workbook; numbers stay numbers."""
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(list(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_pdf(lines: Lines, header_lines: int = 1, size: int = 6) -> bytes:
    """Return the lines as a printed report: titles, then a table that repeats its header on every page."""
    content, styles = io.BytesIO(), getSampleStyleSheet()
    width = max(len(line) for line in lines)
    start = next(
        place
        for place, line in enumerate(lines)
        if len(line) == width and all(str(c) for c in line[:1]) and sum(bool(str(c)) for c in line) > 3
    )
    table = [[str(cell) for cell in line] + [""] * (width - len(line)) for line in lines[start:] if line]
    money = [("ALIGN", (column, 0), (column, -1), "RIGHT") for column in _amount_columns(table)]
    grid = Table(table, repeatRows=header_lines)
    grid.setStyle(TableStyle([("FONTSIZE", (0, 0), (-1, -1), size), ("LEFTPADDING", (0, 0), (-1, -1), 3), *money]))
    titles = [Paragraph(str(line[0]), styles["Normal"]) for line in lines[:start] if line]
    SimpleDocTemplate(content, pagesize=landscape(letter), leftMargin=20, rightMargin=20).build(
        [*titles, Spacer(1, 8), grid], onFirstPage=_numbered, onLaterPages=_numbered
    )
    return content.getvalue()


def as_wrapped_pdf(titles: Lines, lines: Lines, valign: str) -> bytes:
    """Return a printed table of narrow columns, in which names, headers and headings are broken over lines."""
    content, style = io.BytesIO(), ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=9.6)
    width = max(len(line) for line in lines)
    table = [
        [Paragraph(escape(str(cell)), style) for cell in [*line, *[""] * (width - len(line))]] for line in lines if line
    ]
    spans = [("SPAN", (0, place), (-1, place)) for place, line in enumerate(filter(None, lines)) if len(line) == 1]
    grid = Table(table, colWidths=[72] * width, repeatRows=1)
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), valign), *spans]))
    heads = [Paragraph(escape(str(line[0])), style) for line in titles if line]
    SimpleDocTemplate(content, pagesize=landscape(letter), leftMargin=20, rightMargin=20).build(
        [*heads, Spacer(1, 8), grid]
    )
    return content.getvalue()


def _amount_columns(table: list[list[str]]) -> list[int]:
    return [place for place in range(len(table[0])) if any(row[place].endswith(".00") for row in table)]


def _numbered(canvas: object, document: object) -> None:
    canvas.setFont("Helvetica", 7)  # type: ignore[attr-defined]
    canvas.drawString(380, 20, f"Page {canvas.getPageNumber()} of 3")  # type: ignore[attr-defined]
