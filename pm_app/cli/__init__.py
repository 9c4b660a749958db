"""The `pm` command: everything a person at the machine or a script does without the browser.

Words: the *office* is the database, the store and the settings of one installation; `--demo` means the demo's own.
A command runs as the console, which may do everything, and is answered like everybody: by queries and actions.
What was asked for goes to standard output; progress, refusals and the log go to standard error.
It ends with 0 when done, 1 when a check has findings, 2 when refused or when something it needs is not there.
"""
