"""The commands on the object store: set it up, move it elsewhere."""

from typing import Annotated

import typer
from rich.progress import TaskID

from pm_app.arriving import uploads_folder
from pm_app.cli.console import progress, remark, say
from pm_app.cli.office import open_office
from pm_app.runtime import another_store, installed, prepare_store, services
from pm_app.stores import PASSING, Migration, migrate_objects

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))


def prepare() -> None:
    """Set an S3 bucket up: deleted and replaced files are kept for 30 days, left-overs go, browsers may send files.

    It may be done again at any time. Ends with 1 when the store refused something.
    """
    with open_office() as runtime:
        steps = prepare_store(services().store, passing=PASSING, origins=runtime.settings.origins)
    for step in steps:
        say(f"{'not done' if step.problem else 'done'}: {step.what}{f' ({step.problem})' if step.problem else ''}")
    if not steps:
        say("The files are in a folder: there is nothing to set up. See that it is part of the backup.")
    raise typer.Exit(1 if any(step.problem for step in steps) else 0)


def migrate(
    to: Annotated[str, typer.Option("--to", help="The new store: folder:/path/to/files, or s3://bucket/prefix.")],
) -> None:
    """Copy all files to another store, each checked by its SHA-256; nothing changes in the old one.

    Interrupted or run again, it copies what is missing or damaged there. Ends with 1 when a file could not be copied.
    """
    with open_office(), progress("Copying files") as bar:
        target = another_store(to, installed().settings)
        migration = migrate_objects(
            services().store, target, workplace=uploads_folder(), done=lambda _: bar.advance(TaskID(0))
        )
    for key, problem in migration.refused:
        say(f"{key}: {problem}")
    say(_told(migration))
    if not migration.refused:
        remark(f"Set PM_STORE={to}, restart, and run this once more from the old store for what came meanwhile.")
    raise typer.Exit(1 if migration.refused else 0)


def _told(migration: Migration) -> str:
    return (
        f"{migration.copied:,} files copied ({_size(migration.copied_bytes)}), "
        f"{migration.already_there:,} were there already, {len(migration.refused):,} could not be copied."
    )


def _size(size_bytes: int) -> str:
    for unit, many in _UNITS:
        if size_bytes >= many:
            return f"{size_bytes / many:.1f} {unit}"
    return f"{size_bytes} bytes"
