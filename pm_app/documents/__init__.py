"""Files an office keeps: what they are, what they say, what they belong to and until when they hold.

Owns: document, document version, stored file, page text, link, tag.
Words: *filed* means kept safely under its SHA-256 with a record; *read* means its text is known;
*valid through* is the last good day, included.
Holds always: a version has exactly one stored file; the same content twice is one stored file.
"""
