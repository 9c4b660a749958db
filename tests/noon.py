"""Where it is noon: for tests by the real clock, whose day must not end meanwhile."""

from pm_app.adapters.system_clock import SystemClock


def zone_at_noon() -> str:
    """Return a time zone in which it is past twelve, and not one, when this is asked."""
    return f"Etc/GMT{SystemClock('UTC').now().hour - 12:+}"  # such a name counts the hours to the west
