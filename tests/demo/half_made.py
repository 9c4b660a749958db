"""A sample office that is never finished: `python -m tests.demo.half_made FOLDER` until somebody ends the process."""

import os
import signal
import sys
import time
from io import BytesIO

import typer

from pm_app.cli.sample_office import make_sample_office
from pm_app.demo.office import Tell
from pm_app.demo.users import add_demo_users
from pm_app.runtime import services
from pm_app.server import database
from pm_app.settings import demo_settings

KEY = "documents/half"


def half(tell: Tell) -> None:
    """Add the users and a file, say so, and go no further."""
    add_demo_users(services().clock.now())
    services().store.put(KEY, BytesIO(b"half"), size=4, media_type="application/pdf")
    os.write(sys.stdout.fileno(), b"half\n")
    while True:
        time.sleep(60)


def run(folder: str) -> None:
    """Begin to make the sample office in this folder."""
    settings = demo_settings({"PM_DATA_DIR": folder})
    with database(settings) as place:
        try:
            make_sample_office(settings, place, load=half)
        except typer.Exit as ended:
            sys.exit(ended.exit_code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C works as in a terminal, whoever runs the tests
    run(sys.argv[1])
