"""Mail we owe someone, and the record of it.

Owns: message. A message is queued in the transaction that caused it and delivered later, exactly once per key.
"""
