"""Mail we owe someone, and the record of it; how the office signs what it sends.

Owns: message, message_attachment, letterhead. A message is queued in the transaction that caused it and delivered
later, exactly once per key.
"""
