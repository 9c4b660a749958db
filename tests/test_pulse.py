"""The pulse: what keeps the event loop from its work is counted, for as long as the office is open."""

import asyncio

import pytest

from pm_app.pulse import beat, beating, event_loop_lag


def counted() -> dict[str, float]:
    """How many beats were at most so late, and how late all were together."""
    (family,) = event_loop_lag.collect()
    return {sample.labels.get("le", sample.name.rpartition("_")[2]): sample.value for sample in family.samples}


async def test_each_beat_is_counted_by_how_late_it_is() -> None:
    now, late = [100.0], iter((0.0, 0.3, 7.0))
    before = counted()

    async def pause(seconds: float) -> None:
        try:
            now[0] += seconds + next(late)
        except StopIteration:
            raise asyncio.CancelledError from None

    with pytest.raises(asyncio.CancelledError):
        await beat(pause, lambda: now[0])

    after = counted()
    more = {key: after[key] - before[key] for key in ("0.2", "0.5", "5.0", "+Inf", "count")}
    assert more == {"0.2": 1, "0.5": 2, "5.0": 2, "+Inf": 3, "count": 3}
    assert after["sum"] - before["sum"] == pytest.approx(7.3)


async def test_the_pulse_beats_while_the_office_is_open_and_ends_with_it() -> None:
    others = asyncio.all_tasks()
    async with beating():
        (pulse,) = asyncio.all_tasks() - others
        await asyncio.sleep(0)
        assert not pulse.done()

    with pytest.raises(asyncio.CancelledError):
        await pulse
