"""The days the office works, and the calendars its users subscribe to.

Owns: office calendar, office closure, calendar feed.
"""
