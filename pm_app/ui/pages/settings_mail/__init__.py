"""The office's mail: what waits, what went out, what did not arrive, and what to do about it."""
