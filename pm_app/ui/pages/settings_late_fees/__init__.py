"""/settings/late-fees: when rent is late and what that costs, for the company, a property or a household."""
