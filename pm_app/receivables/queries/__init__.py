"""What is asked about tenants' money: positions, aging, the ledger, rent that is due, totals, what does not agree."""
