"""One contract per port, held against the real thing and its twins."""
