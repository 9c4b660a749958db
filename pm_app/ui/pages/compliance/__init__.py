"""/documents/compliance: required documents that are missing or expiring, and every document that expires."""
