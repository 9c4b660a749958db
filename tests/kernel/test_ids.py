"""Ids tell the order in which they were given, also within a millisecond and from several threads."""

from concurrent.futures import ThreadPoolExecutor
from time import time_ns
from uuid import UUID, uuid4

from pm_app.kernel.tables import new_id


def test_ids_are_of_version_seven_and_begin_with_the_millisecond():
    before = time_ns() // 1_000_000
    one = new_id()
    after = time_ns() // 1_000_000

    assert (one.version, one.variant) == (7, uuid4().variant)
    assert before <= one.int >> 80 <= after + 1  # whoever took many before is a little ahead


def test_ids_sort_by_age_however_quickly_they_are_taken():
    ids = [new_id() for _ in range(20_000)]

    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_no_two_threads_get_the_same_and_each_gets_them_in_order():
    def take(_: int) -> list[UUID]:
        return [new_id() for _ in range(2_000)]

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(take, range(8)))

    assert all(ids == sorted(ids) for ids in taken)
    assert len({one.int >> 64 for ids in taken for one in ids}) == 16_000


def test_what_follows_the_time_cannot_be_guessed():
    tails = {new_id().int & (1 << 62) - 1 for _ in range(1_000)}

    assert len(tails) == 1_000
