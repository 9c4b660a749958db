"""What changes about documents: filing, editions, facts, links, text."""
