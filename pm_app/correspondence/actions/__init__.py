"""Changing templates, mailing to many, writing into the log of contacts."""
