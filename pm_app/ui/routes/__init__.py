"""The pages of the app, group by group."""
