"""/exports/…: lists as files, exactly as they are filtered on the page they are taken from."""
