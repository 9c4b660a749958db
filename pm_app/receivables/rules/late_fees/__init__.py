"""Late fees: the policy of an office, the fees that are due by it, and the ones that ought to be waived."""
