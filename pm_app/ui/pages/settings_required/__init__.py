"""/settings/required-documents: which documents must be there for what."""
