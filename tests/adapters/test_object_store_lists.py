"""The contract of every object store, of listing, moving, and of what never came whole."""

import io
from datetime import timedelta

import pytest

from pm_app.kernel.errors import NotFound
from pm_app.ports import ObjectStore
from tests.adapters.stores import MORE_THAN_ONE_PART, put
from tests.conftest import NOON


def test_a_listing_says_how_large_each_object_is_and_when_it_came(store: ObjectStore):
    store.put("documents/aa1", io.BytesIO(b"12345"), size=5, media_type="text/plain")
    store.put("documents/aa2", io.BytesIO(b""), size=0, media_type="text/plain")
    store.put("exports/aa1", io.BytesIO(b"x"), size=1, media_type="text/plain")

    found = {one.key: one for one in store.listed("documents/aa")}

    assert {key: one.size_bytes for key, one in found.items()} == {"documents/aa1": 5, "documents/aa2": 0}
    assert abs(found["documents/aa1"].changed_at - found["documents/aa2"].changed_at) < timedelta(minutes=1)
    assert list(store.listed("documents/none")) == []


def test_a_listing_of_more_than_a_page_is_complete(store: ObjectStore):
    expected = {f"many/{number:04}" for number in range(1_050)}
    for key in expected:
        store.put(key, io.BytesIO(b"x"), size=1, media_type="text/plain")

    assert {one.key for one in store.listed("many/")} == expected
    assert set(store.keys("many/")) == expected


@pytest.mark.parametrize("size", [100, MORE_THAN_ONE_PART], ids=["small", "large"])
def test_a_moved_object_is_under_its_new_key_alone(store: ObjectStore, size: int):
    content = b"0123456789" * (size // 10)
    store.put("incoming/abc", io.BytesIO(content), size=len(content), media_type="application/pdf")

    store.move("incoming/abc", "documents/abc")

    assert list(store.keys()) == ["documents/abc"]
    assert b"".join(store.chunks("documents/abc")) == content


def test_a_move_leaves_what_is_there_already_as_it_is(store: ObjectStore):
    store.put("documents/abc", io.BytesIO(b"first"), size=5, media_type="text/plain")
    store.put("incoming/abc", io.BytesIO(b"second!"), size=7, media_type="text/plain")

    store.move("incoming/abc", "documents/abc")

    assert list(store.keys()) == ["documents/abc"]
    assert b"".join(store.chunks("documents/abc")) == b"first"


def test_moving_to_the_same_key_changes_nothing_and_what_is_not_there_cannot_be_moved(store: ObjectStore):
    key = put(store, b"a lease")

    store.move(key, key)

    assert store.size(key) == 7
    with pytest.raises(NotFound):
        store.move("documents/none", "documents/other")


def test_what_arrived_whole_is_not_discarded_as_unfinished(store: ObjectStore):
    key = put(store, b"a lease")

    assert store.discard_unfinished(NOON + timedelta(days=400)) == 0
    assert store.size(key) == 7
