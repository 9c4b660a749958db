"""What the app tells its users in the app itself, what they follow, and how they want to be told.

Owns: notification, notification preference, following, cursor.
Words: a *notification* is one line under the bell of one user; a *topic* is what one may choose to be told of by mail.
"""
