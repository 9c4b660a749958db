"""Rent rolls and opening balances as other programs print them, read and imported."""
