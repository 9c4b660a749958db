"""The scripts of ours that stand beside this file and draw what Reflex has no component for."""

from concurrent.futures import ThreadPoolExecutor

import reflex as rx


def library(name: str) -> str:
    """Return what a component imports the script `name` as; scripts beside each other import `./name`."""
    # Reflex looks through the whole stack for who asks, which is deep while modules import each other: a tenth of a
    # second for each script. On a thread of its own the stack is short.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_linked, name).result()


def _linked(name: str) -> str:
    return str(rx.asset(name, shared=True).importable_path)
