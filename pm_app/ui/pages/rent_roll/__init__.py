"""/rent-roll: every unit on a day, who lives there on which terms, and what they owe."""
