"""The calendar of critical dates: a month, a week, a day."""
