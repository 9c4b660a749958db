"""Documents are found by what they say: the right page, a marked snippet, whatever is typed, within scope."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document, change_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.rows import DocumentFilter
from pm_app.documents.queries.search import SearchHit, search_documents
from pm_app.documents.queries.wording import searchable
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)
LEASE = (
    "The Landlord leases to the Tenant the second floor of the building.",
    "Tenant shall keep the premises in good repair and shall pay $1,250.00 on the first of each month.",
    "Policy number CPP-1002345-06 renews on 11/20/2026. Notices go to résumé@example.com.",
)


def found(session: Session, actor: Actor, text: str, **more) -> list[SearchHit]:
    return search_documents(session, actor, text=text, today=TODAY, **more).rows


def test_a_sentence_is_found_on_its_page_and_marked(session: Session, manager: Actor):
    document_id = a_document(session, title="Taft Court lease", pages=LEASE)

    (hit,) = found(session, manager, "shall keep the premises in good repair")

    assert (hit.document_id, hit.title, hit.page) == (document_id, "Taft Court lease", 2)
    assert [part.text for part in hit.parts if part.hit] == ["shall keep the premises in good repair"]
    assert hit.snippet == LEASE[1]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ('"second floor"', 1),
        ("Premises REPAIRS", 2),
        ("$1,250", 2),
        ("1250.00", 2),
        ("CPP-1002345-06", 3),
        ("1002345", 3),
        ("11/20/2026", 3),
        ("resume@example.com", 3),
        ("second floor tenant landlor", 1),
        ("repair OR nonsense", 2),
        ("building -repair -policy", None),
        ('"floor second"', None),
        ("nonsense", None),
    ],
)
def test_words_codes_and_amounts_are_found_as_they_are_written(
    session: Session, manager: Actor, text: str, page: int | None
):
    a_document(session, pages=LEASE)

    assert [hit.page for hit in found(session, manager, text)] == ([] if page is None else [page])


def test_the_page_where_it_stands_together_comes_before_one_with_all_its_words(session: Session, manager: Actor):
    scattered = "Claims are filed. Trustees keep dockets. Filed claims and other claims, maintained dockets, claims."
    together = "All other matters are kept apart. Later on claims dockets must be filed with the court."
    a_document(session, title="Handbook", pages=(scattered + " Must they? The court says so.", together))

    assert [hit.page for hit in found(session, manager, "claims dockets must be filed with the court")] == [2]


def test_words_from_different_pages_find_the_document(session: Session, manager: Actor):
    a_document(session, pages=LEASE)

    assert len(found(session, manager, "Landlord policy renews")) == 1


def test_a_title_counts_more_than_a_page(session: Session, manager: Actor):
    said = a_document(session, title="Notice", pages=("The boiler certificate is enclosed. Boiler, boiler, boiler.",))
    named = a_document(session, title="Boiler certificate", pages=("Valid for one year.",))

    assert [hit.document_id for hit in found(session, manager, "boiler certificate")] == [named, said]


def test_part_of_a_title_finds_it_while_it_is_typed(session: Session, manager: Actor):
    document_id = a_document(session, title="Certificate of insurance, Brightwater Plumbing")

    assert [hit.document_id for hit in found(session, manager, "ightwater plu")] == [document_id]


def test_names_of_what_it_belongs_to_find_it(session: Session, manager: Actor):
    tenant = a_person(session, name="Renee Castellano")
    tenancy = a_tenancy(session, tenant=tenant, name="Castellano household")
    document_id = a_document(session, LinkTarget(tenancy_id=tenancy.id), title="Pet addendum")

    assert [hit.document_id for hit in found(session, manager, "castellano addendum")] == [document_id]


def test_a_link_made_later_is_found_at_once(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    document_id = a_document(session, title="Permit")

    link_document(session, manager, document_id=document_id, target=LinkTarget(property_id=building.id), now=NOON)

    assert [hit.document_id for hit in found(session, manager, "alder permit")] == [document_id]


def test_what_was_renamed_is_found_by_its_new_name(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    document_id = a_document(session, LinkTarget(property_id=building.id), title="Permit")
    building.name = "Birch House"
    session.flush()

    assert [hit.document_id for hit in found(session, manager, "birch house")] == [document_id]


def test_a_changed_title_and_tags_are_found_at_once(session: Session, manager: Actor):
    document_id = a_document(session, title="Scan 0017", pages=LEASE)
    told = document_details(session, manager, document_id=document_id, today=TODAY)

    change_document(
        session,
        manager,
        document_id=document_id,
        version=told.version,
        title="Elevator certificate",
        kind=DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE,
        tags=["Inspected 2026"],
        notes="",
        valid_from=None,
        valid_through=None,
        replaces_id=None,
        now=NOON,
    )

    assert [hit.title for hit in found(session, manager, "elevator inspected premises")] == ["Elevator certificate"]
    assert found(session, manager, "scan 0017") == []


def test_an_archived_document_is_found_only_among_the_archived(session: Session, manager: Actor):
    document_id = a_document(session, title="Old boiler permit")
    archive_document(session, manager, document_id=document_id, now=NOON)

    assert found(session, manager, "boiler") == []
    archived = DocumentFilter(state=DocumentState.ARCHIVED)
    assert [hit.document_id for hit in found(session, manager, "boiler", narrowed=archived)] == [document_id]


def test_a_search_can_be_narrowed(session: Session, manager: Actor):
    building = a_property(session)
    a_document(session, title="Boiler invoice", kind=DocumentKind.INVOICE)
    here = a_document(session, LinkTarget(property_id=building.id), title="Boiler permit", tags=("heating",))

    for narrowed in (DocumentFilter(property_id=building.id), DocumentFilter(tag="Heating")):
        assert [hit.document_id for hit in found(session, manager, "boiler", narrowed=narrowed)] == [here]


def test_what_is_out_of_scope_is_not_found(session: Session, manager: Actor):
    mine, other = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    ours = a_document(session, LinkTarget(property_id=mine.id), pages=LEASE)
    a_document(session, LinkTarget(property_id=other.id), pages=LEASE)
    loose = a_document(session, by=manager, pages=LEASE)
    a_document(session, pages=LEASE)
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    assert {hit.document_id for hit in found(session, scoped, "premises")} == {ours, loose}
    assert search_documents(session, scoped, text="premises", today=TODAY).total == 2


def test_a_document_of_two_properties_does_not_tell_the_name_of_the_other(session: Session, manager: Actor):
    mine, other = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    a_document(session, LinkTarget(property_id=mine.id), LinkTarget(property_id=other.id), title="Insurance")
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    (hit,) = found(session, scoped, "insurance")

    assert [link.name for link in hit.row.links] == ["Alder Court"]


def test_who_may_not_see_documents_finds_nothing(session: Session, manager: Actor):
    with pytest.raises(NotAllowed):
        search_documents(session, replace(manager, permissions=frozenset()), text="roof", today=TODAY)


def test_a_household_is_not_named_to_someone_who_may_not_see_leases(session: Session):
    tenancy = a_tenancy(session)
    here = (LinkTarget(property_id=tenancy.property_id), LinkTarget(tenancy_id=tenancy.id))
    a_document(session, *here, title="Boiler report")
    a_document(session, LinkTarget(tenancy_id=tenancy.id), title="Boiler complaint")
    caretaker = an_actor(session, Role.MAINTENANCE)

    (hit,) = found(session, caretaker, "boiler")

    assert [link.kind for link in hit.row.links] == ["property"]


@pytest.mark.parametrize(
    "text",
    [
        "'\";--%_\\",
        "\x00",
        "premises\x00repair",
        "\ud800",
        "a" * 100_000,
        "premises " * 12_000,
        '"' * 100_000,
        "( & | ! : * <-> )",
        ":*",
        "the",
        "or",
        "OR",
        "-",
        '-"',
        "'; drop table document; --",
        "\U0001f3e0 中文 العربية",
        "%",
        "_",
        "   ",
        "",
    ],
    ids=range(20),
)
def test_any_input_of_any_size_is_answered(session: Session, manager: Actor, text: str):
    a_document(session, pages=LEASE)

    answer = search_documents(session, manager, text=text, today=TODAY)

    assert answer.total == len(answer.rows)


def test_a_percent_sign_finds_titles_with_one_alone(session: Session, manager: Actor):
    named = a_document(session, title="Raise of 3%")
    a_document(session, title="Raise of 3")

    assert [hit.document_id for hit in found(session, manager, "3%")][:1] == [named]


def test_the_second_page_of_an_answer_goes_on_where_the_first_ended(session: Session, manager: Actor):
    filed = {a_document(session, title=f"Boiler report {number}") for number in range(5)}

    first = search_documents(session, manager, text="boiler", today=TODAY, limit=3)
    second = search_documents(session, manager, text="boiler", today=TODAY, limit=3, offset=3)

    assert (first.total, len(first.rows), len(second.rows)) == (5, 3, 2)
    assert {hit.document_id for hit in [*first.rows, *second.rows]} == filed


def test_a_page_of_more_words_than_the_database_can_index_is_kept_and_partly_found(session: Session, manager: Actor):
    words = " ".join(f"w{number:05}é{number:x}" for number in range(60_000))
    document_id = a_document(session, title="Flood", pages=(words,))

    assert [hit.document_id for hit in found(session, manager, searchable("w00007é7"))] == [document_id]
