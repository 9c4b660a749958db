"""Statements, their lines, and what each line may be."""
