"""The child that reads one file and ends: started by the limited text reader, never imported by the app.

Owns nothing. It takes one request as JSON on the command line, puts limits on itself, and writes one JSON line per
page as soon as the page is read, so that what was read outlives whatever the rest of the file does to it.
"""
