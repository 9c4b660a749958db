"""/banking: the lines of bank statements, what each may be, and what a person decides."""
