"""Organizations, people, addresses, units."""

import pytest

from pm_app.documents.enums import FindingKind as Kind
from tests.documents.understanding.papers import findings, the, told


def test_the_sender_of_an_invoice_comes_before_who_is_billed() -> None:
    text = "Contoso Ltd.\n123 456th St\nINVOICE\nInvoice no. 77-1\nBill to:\nMicrosoft Corporation\nTotal $5.00"

    assert told(Kind.ORGANIZATION, text)[0] == "Contoso Ltd."


def test_a_receipt_without_a_company_is_of_its_first_line() -> None:
    text = "RESTORAN WAN SHENG\n002043319-W\nTax Invoice\nCashier: Nicole\nTotal 4.60"

    assert told(Kind.ORGANIZATION, text) == ["RESTORAN WAN SHENG"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("is by and between WatchGuard Technologies, Inc., a Delaware corporation", "WatchGuard Technologies, Inc."),
        (
            'VendingData Corporation ("Vendor"), and Technical Supplies Ltd, an English company',
            "VendingData Corporation",
        ),
        ("QualityHosting AG - Uferweg 40-42", "QualityHosting AG"),
        ("made between Alder Court Holdings LLC (the landlord)", "Alder Court Holdings LLC"),
        ("Signature Orthopaedics Pty Ltd", "Signature Orthopaedics Pty Ltd"),
    ],
)
def test_names_of_companies_are_whole_and_nothing_more(text: str, name: str) -> None:
    assert name in told(Kind.ORGANIZATION, text)


def test_a_name_over_two_lines_of_running_text_is_one() -> None:
    text = (
        "This agreement, having a mailing address of 30 Bond Street, Ward Hill and Nanophase\n"
        "Technologies Corporation, a Delaware corporation, having its principal offices elsewhere"
    )

    assert told(Kind.ORGANIZATION, text) == ["Nanophase Technologies Corporation"]


@pytest.mark.parametrize(
    "text",
    [
        "INCLUDING, BUT NOT LIMITED TO LOSS",
        "the insurance and the bank",
        "C Corporation S Corporation",
        "in the U.S.A.",
    ],
)
def test_words_that_only_end_like_names_are_none(text: str) -> None:
    assert told(Kind.ORGANIZATION, text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tenant: Renée Castellano and Owen Castellano", ["Renée Castellano", "Owen Castellano"]),
        ("Tenant\nRenée Castellano\n", ["Renée Castellano"]),
        ("Landlord: Mary-Ann O'Neil", ["Mary-Ann O'Neil"]),
        ("Dear Mr. Englehart:", ["Englehart"]),
        ("Sincerely,\n\n/s/ D. J. M.\n\nDonald J. MacPhee\nVice President", ["Donald J. MacPhee"]),
        ("Marcus Dell\nTenant\n", ["Marcus Dell"]),
        ("This lease is between Jane Roe and Richard Doe, landlord", ["Jane Roe", "Richard Doe"]),
        ("Owen Castellano\nUnit 204\n1420 Alder Street\nRiverton, OH 43099", ["Owen Castellano"]),
    ],
)
def test_people_are_found_where_papers_name_them(text: str, names: list[str]) -> None:
    assert sorted(told(Kind.PERSON, text)) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "Tenant: The Landlord shall pay",
        "Tenant: Alder Court Holdings LLC",
        "tenants and the landlord agree",
        "Name: ____________ Date: ________",
        "By: Brightwater Plumbing LLC",
    ],
)
def test_sentences_headings_and_companies_are_no_people(text: str) -> None:
    assert told(Kind.PERSON, text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at 1420 Alder Street, Riverton, OH 43099", "1420 Alder Street, Riverton, OH 43099"),
        ("4557 De Silva St\nFremont CA 94538", "4557 De Silva St Fremont CA 94538"),
        (
            "400 E. South Street, Suite 500, Orlando, Florida 32801",
            "400 E. South Street, Suite 500, Orlando, Florida 32801",
        ),
        ("24356 Samuel Valleys\nMilesstad, LA 42540", "24356 Samuel Valleys Milesstad, LA 42540"),
        ("Unit 204 at 1420 Alder Street, Riverton, OH 43099", "1420 Alder Street, Riverton, OH 43099"),
        ("Coolblue B.V.\nWeena 664\n3012 CN Rotterdam", "Weena 664 3012 CN Rotterdam"),
        ("located at 9220 Baymeadows Road, please", "9220 Baymeadows Road"),
    ],
)
def test_addresses_are_found_with_town_and_without(text: str, address: str) -> None:
    assert the(Kind.ADDRESS, text).value == address


def test_where_the_premises_are_comes_before_where_mail_goes() -> None:
    text = "Mailing address: 9 Larch Lane, Dunmore, OH 43044\nPremises: 1420 Alder Street, Riverton, OH 43099"

    assert told(Kind.ADDRESS, text) == ["1420 Alder Street, Riverton, OH 43099", "9 Larch Lane, Dunmore, OH 43044"]


@pytest.mark.parametrize(("text", "unit"), [("Apt. 4B", "4B"), ("Unit No. 12", "12"), ("Unit 204, 1420 Alder", "204")])
def test_units_are_found_by_their_word(text: str, unit: str) -> None:
    assert told(Kind.UNIT, text) == [unit]


@pytest.mark.parametrize("text", ["Unit price", "unit of measure", "Invoice # 77", "the apartment is"])
def test_other_uses_of_the_words_are_no_units(text: str) -> None:
    assert told(Kind.UNIT, text) == []


def test_a_number_sign_is_a_unit_only_within_an_address() -> None:
    text = "Claim # 99 for 2000 Main Street, Suite #533, Woodbridge, NJ 07095"

    assert [one.value for one in findings(text) if one.kind is Kind.UNIT] == ["533"]
