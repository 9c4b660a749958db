"""What kind of document a text is."""

import pytest

from pm_app.documents.enums import DocumentKind, FindingKind
from tests.documents.understanding.papers import findings, the, told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("RESIDENTIAL LEASE AGREEMENT\nThis lease is made between", DocumentKind.LEASE),
        ("Lease Renewal\nWe are glad to offer you a renewal of the lease agreement", DocumentKind.RENEWAL),
        ("NOTICE TO QUIT\nYou are hereby notified", DocumentKind.NOTICE),
        ("Form W-9\nRequest for Taxpayer\nIdentification Number", DocumentKind.TAX_FORM),
        ("CERTIFICATE OF LIABILITY INSURANCE\nPRODUCER\nINSURED", DocumentKind.CERTIFICATE_OF_INSURANCE),
        ("INVOICE\nBill to: Harrow & Pine\nTotal due $5.00", DocumentKind.INVOICE),
        ("Rechnung\nRechnungsnr. 3006444\nGesamtbetrag 5,00 EUR", DocumentKind.INVOICE),
        ("Factura\nImporte total 5,00 EUR", DocumentKind.INVOICE),
        ("MIETVERTRAG\nzwischen dem Vermieter", DocumentKind.LEASE),
        ("Estimate\nScope of work: roof", DocumentKind.ESTIMATE),
        ("ELEVATOR INSPECTION CERTIFICATE\nReport 7", DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE),
        ("QUITCLAIM DEED\nrecorded in the Registry of Deeds", DocumentKind.DEED),
        ("PROPERTY MANAGEMENT AGREEMENT\nOwner appoints", DocumentKind.MANAGEMENT_AGREEMENT),
        ("Conditional Waiver and Release\nLIEN WAIVER", DocumentKind.LIEN_WAIVER),
        ("RENTAL APPLICATION\nApplicant name", DocumentKind.APPLICATION),
        ("Rental License\nThe city of Riverton", DocumentKind.RENTAL_LICENSE),
    ],
)
def test_the_title_says_what_a_paper_is(text: str, kind: DocumentKind) -> None:
    found = the(FindingKind.KIND, text)

    assert found.value == kind.value
    assert found.confidence >= 50


def test_the_words_that_decided_are_told_and_shown() -> None:
    found = the(FindingKind.KIND, "Certificate of Liability Insurance\nINSURER A")

    assert found.shown == "Certificate of Liability Insurance"
    assert found.reason.startswith("because of “certificate of liability insurance”")


def test_the_file_name_helps_where_the_text_is_silent() -> None:
    found = next(one for one in findings("nothing to see", filename="Smith_lease-agreement.pdf"))

    assert (found.kind, found.value) == (FindingKind.KIND, DocumentKind.LEASE.value)
    assert (found.shown, found.first, found.last) == ("", 0, 0)
    assert found.reason.endswith("in the file name")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The tenant said that the landlord would look at the boiler next week, and then nothing happened.",
        "El inquilino solicita a este tribunal que ordene al arrendador reparar la vivienda sin demora.",
        "Sehr geehrte Damen und Herren, hiermit teile ich Ihnen mit, dass die Heizung nicht funktioniert.",
    ],
)
def test_papers_of_no_kind_we_know_are_not_called_something(text: str) -> None:
    assert [one for one in findings(text) if one.kind is FindingKind.KIND and one.confidence >= 50] == []


def test_at_most_three_kinds_are_told() -> None:
    assert len(told(FindingKind.KIND, "LEASE AGREEMENT\nINVOICE\nRECEIPT\nESTIMATE\nLIEN WAIVER\nQUITCLAIM DEED")) <= 3
