"""Files in and out: the routes, and how a stored file is sent."""
