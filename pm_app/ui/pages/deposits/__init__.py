"""/deposits: what is held for whom, where the money lies, and which households are to be settled with."""
