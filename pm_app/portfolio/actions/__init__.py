"""What changes about properties and units, one by one or from a file."""
