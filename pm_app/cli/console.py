"""What commands say: answers on standard output, everything else on standard error."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

answers = Console(emoji=False, highlight=False, markup=False, soft_wrap=True)
remarks = Console(stderr=True, emoji=False, highlight=False, markup=False, soft_wrap=True)


def say(text: str = "") -> None:
    """Write one line of the answer."""
    answers.print(text)


def remark(text: str = "") -> None:
    """Write one line beside the answer."""
    remarks.print(text)


def refuse(sentence: str) -> None:
    """Write why nothing was done."""
    remarks.print(sentence, style="red")


@contextmanager
def progress(title: str, total: int | None = None) -> Generator[Progress]:
    """Show a bar that the block moves on with `advance(0)`; a spinner when the total is unknown.

    Where nobody watches a terminal, the title is said once.
    """
    counted = () if total is None else (BarColumn(), MofNCompleteColumn())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), *counted, TimeElapsedColumn())
    if not remarks.is_terminal:
        remark(f"{title} …")
    with Progress(*columns, console=remarks, transient=True, disable=not remarks.is_terminal) as bar:
        bar.add_task(title, total=total)
        yield bar
