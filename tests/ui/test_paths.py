"""The addresses: links of pages, and what an address asks of a list."""

from uuid import UUID

from pm_app.ui import paths

ID = UUID("00000000-0000-4000-8000-000000000001")


def test_links_lead_to_a_thing_and_to_its_tab():
    assert paths.lease_path(ID) == f"/leases/{ID}"
    assert paths.lease_path(ID, tab="ledger") == f"/leases/{ID}?tab=ledger"
    assert paths.property_path(ID, tab="units") == f"/properties/{ID}?tab=units"


def test_a_link_to_a_document_keeps_the_page_and_the_words_that_were_found():
    assert paths.document_path(ID, page=10, found="a & b") == f"/documents/{ID}?page=10&q=a%20%26%20b"
    assert paths.document_path(ID) == f"/documents/{ID}"


def test_an_address_says_what_a_list_shows():
    asked = paths.listing(
        {"q": " oak ", "sort": "-name", "page": "3", "size": "25"}, sorts=("name",), default_sort="name"
    )

    assert asked == paths.Listing(text="oak", sort="name", descending=True, page=3, size=25)
    assert asked.offset == 50


def test_an_address_that_makes_no_sense_shows_the_list_as_usual():
    asked = paths.listing(
        {"q": "\x00", "sort": "password; drop", "page": "-4", "size": "9999999"}, sorts=("name",), default_sort="-name"
    )

    assert asked == paths.Listing(text="", sort="name", descending=True, page=1, size=50)


def test_a_search_of_any_length_is_cut_to_what_is_searched():
    asked = paths.listing({"q": "x" * 100_000, "page": "9" * 5000}, sorts=("name",), default_sort="name")

    assert len(asked.text) == paths.LONGEST_SEARCH
    assert asked.page == 1
