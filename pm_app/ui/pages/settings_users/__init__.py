"""/settings/users: who may sign in, as what, and to which properties."""
