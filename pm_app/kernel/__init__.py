"""Words everyone uses: money, days, refusals, the shape of a table. Imports nothing of ours."""
