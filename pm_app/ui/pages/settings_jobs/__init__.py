"""/settings/jobs: what the clock starts and when, what came of it, what waits, and what is wrong."""
