"""/properties/import: a file of properties: which column fills what, what an import would do, and doing it."""
