"""Runs the command as `python -m pm_app.cli`."""

from pm_app.cli.main import start

start()
