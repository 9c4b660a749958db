"""The persons and organizations an office deals with.

Owns: person (also an organization: in law a person too), contact way, role.
Words: *tenant*, *owner* and *vendor* are roles a person plays, several at once if need be.
"""
