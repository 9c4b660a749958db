"""Taking statements in, and deciding what their lines are."""
