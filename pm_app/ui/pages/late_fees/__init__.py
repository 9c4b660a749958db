"""/late-fees: late fees that wait for approval, waivers that are due, and what was decided."""
