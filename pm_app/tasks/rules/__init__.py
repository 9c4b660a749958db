"""What tasks look like, and how tasks and dates come again."""
