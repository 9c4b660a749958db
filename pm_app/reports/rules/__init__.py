"""What the figures and the lists of a report are made of; pure."""
