"""What the office writes to people and hears from them: templates, mail to many, letters, the log of contacts.

Owns: mail template, bulk mail, letter, letter run, contact log entry.
Words: *bulk mail* is one text to many households, one mail each; the *contact log* holds calls, letters, visits, notes.
"""
