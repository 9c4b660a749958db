"""What is asked about tenancies: one household, lists of them, units and who is in them, rent lines, lease ends."""
