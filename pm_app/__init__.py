"""Property Desk."""
