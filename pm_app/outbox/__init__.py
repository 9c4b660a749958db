"""Work owed to the outside, and what ran when.

Owns: queued work (retry, growing pauses, dead letter), job run.
Words: *queued work* is put in the transaction that makes it necessary and done later by a job;
*dead* work failed too often.
"""
