"""/delinquency: who owes what on a day, by age, and what is done about it."""
