"""/documents/[document_id]: one document. `page` is the whole, `viewing` its pages, the rest what is known of it."""
