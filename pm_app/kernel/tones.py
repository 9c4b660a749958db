"""How a word is coloured: one meaning per tone, the same on every screen."""

from enum import StrEnum


class Tone(StrEnum):
    """Gray: not in force. Blue: planned or under way. Green: in force. Amber: someone must act. Red: late or failed.

    Quiet is for a word that asks for no attention at all.
    """

    GRAY = "gray"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    QUIET = "quiet"
