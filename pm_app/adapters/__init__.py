"""One supplier per file: what the ports ask for, done by a clock, a folder, a store, a mail server."""
