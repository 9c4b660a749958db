"""/recurring-dates: dates of the office that come again, and each of them with its past and its next days."""
