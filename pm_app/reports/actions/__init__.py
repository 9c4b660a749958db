"""Changes to what is mailed on a schedule, and telling administrators what is wrong with the running system."""
