"""The papers of the sample office: real PDFs that say what they were told to say."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from pm_app.demo.papers.facades import building_photo
from pm_app.demo.papers.notices import notice_to_enter
from pm_app.demo.papers.office import invoice_total_cents
from pm_app.demo.papers.parties import Party
from pm_app.demo.papers.scans import as_scan
from tests.demo.sample_papers import (
    HOME,
    LINES,
    a_boiler_report,
    a_certificate,
    a_fire_alarm_report,
    a_late_notice,
    a_lead_disclosure,
    a_lease,
    a_license,
    a_management_agreement,
    a_move_in,
    a_notice_of_leaving,
    a_pet_addendum,
    a_renewal,
    a_renters_policy,
    a_set_of_house_rules,
    a_vendor_contract,
    a_vendor_sheet,
    an_elevator_certificate,
    an_entry,
    an_increase,
    an_invoice,
)

PAPERS: list[tuple[Callable[[int], bytes], tuple[str, ...]]] = [
    (a_lease, ("Alder Court Holdings LLC", "Renée Castellano", "$1,485.00", "May 31, 2027", "60 days", "Mia")),
    (a_renewal, ("$1,420.00", "$1,485.00", "June 1, 2026 through May 31, 2027", "April 1, 2026")),
    (an_increase, ("$1,485.00", "$65.00", "June 1, 2026", "Owen Castellano")),
    (a_certificate, ("GL-4471902-06", "11/14/2027", "WC-55-30712", "07/01/2027", "additional insured", "$2,000,000")),
    (a_renters_policy, ("HO4-118-2207", "06/01/2026 to 06/01/2027", "$100,000", "$184.00", "Harrow & Pine")),
    (a_license, ("RD-2026-0417", "February 28, 2027", "24 dwelling units", "Lenora Hobbs")),
    (a_move_in, ("Kitchen", "Dana Whitlow", "June 1, 2026", "Unit 204")),
    (a_fire_alarm_report, ("FA-20931", "March 9, 2027", "Strobe on the third floor", "Marcus Dell")),
    (an_elevator_certificate, ("EL-7719-A", "2,500 pounds", "Car 2", "March 9, 2027")),
    (a_boiler_report, ("Kestrel Cast Iron 40, gas", "2009", "15 psi", "03/09/2027")),
    (an_entry, ("October 8, 2026", "between 9 a.m. and noon", "shut-off valves")),
    (a_late_notice, ("$678.40", "November 14, 2026", "-$856.60")),
    (a_notice_of_leaving, ("May 31, 2027", "9 Larch Lane")),
    (a_vendor_contract, ("Snow removal", "North Yard Services", "$640.00", "October 31, 2027", "60 days")),
    (a_management_agreement, ("7.5%", "$5,000.00", "$750.00", "June 30, 2027", "Alder Court Holdings LLC")),
    (a_pet_addendum, ("Biscuit", "OH-55190", "04/30/2027", "$35.00")),
    (a_lead_disclosure, ("1964", "Lead-based paint", "05/12/2026", "pamphlet")),
    (a_set_of_house_rules, ("(555) 010-9911", "January 1, 2026", "Alder Court")),
    (an_invoice, ("BW-10442", "$718.58", "11/08/2026", "corroded through")),
    (a_vendor_sheet, ("XX-XXX4417", "Limited liability company", "Ilse Brandt")),
]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(("paper", "values"), PAPERS)
@pytest.mark.parametrize("seed", [1, 2, 5])
def test_a_paper_says_what_it_was_told(paper: Callable[[int], bytes], values: tuple[str, ...], seed: int) -> None:
    text = text_of(paper(seed))

    assert [value for value in values if value not in text] == []


@pytest.mark.parametrize("paper", [paper for paper, _ in PAPERS])
def test_a_paper_is_the_same_for_a_seed_and_another_for_another(paper: Callable[[int], bytes]) -> None:
    assert paper(3) == paper(3)
    assert paper(3) != paper(4)


@pytest.mark.parametrize("seed", range(8))
def test_a_lease_has_four_to_six_pages(seed: int) -> None:
    assert 4 <= len(PdfReader(BytesIO(a_lease(seed))).pages) <= 6


def test_names_cannot_break_the_markup() -> None:
    pdf = notice_to_enter(
        manager=Party("Smith <b> & Sons", "1 <i> Road, Riverton"),
        tenants=("A < B",),
        home=HOME,
        written_on=date(2026, 10, 5),
        enter_on=date(2026, 10, 8),
        window="at noon",
        reason="1 < 2 & 3 > 2.",
        seed=1,
    )

    assert "1 < 2 & 3 > 2." in text_of(pdf)
    assert "Smith <b> & Sons" in text_of(pdf)


def test_an_invoice_adds_up() -> None:
    assert invoice_total_cents(LINES, 725) == 718_58


@pytest.mark.parametrize("seed", range(4))
def test_a_scan_has_pages_but_no_text(seed: int) -> None:
    paper = a_certificate(seed)

    scan = as_scan(paper, angle=1.1, seed=seed)

    pages = PdfReader(BytesIO(scan)).pages
    assert len(pages) == len(PdfReader(BytesIO(paper)).pages)
    assert [page.extract_text().strip() for page in pages] == [""] * len(pages)
    assert all(len(page.images) == 1 for page in pages)
    assert len(scan) < 150_000 * len(pages)
    assert scan == as_scan(paper, angle=1.1, seed=seed)


@pytest.mark.parametrize("storeys", [1, 3, 12])
def test_a_building_is_drawn_as_a_picture(storeys: int) -> None:
    picture = building_photo(seed=4, storeys=storeys)

    with Image.open(BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (1200, 780))
    assert len(picture) < 300_000
    assert picture == building_photo(seed=4, storeys=storeys)
    assert picture != building_photo(seed=5, storeys=storeys)
