"""/leases/import: a rent roll or opening balances: what an import would make, making it, and undoing it."""
