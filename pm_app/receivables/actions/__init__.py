"""Charging tenants, taking their money, and taking either back."""
