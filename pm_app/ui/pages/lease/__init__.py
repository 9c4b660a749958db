"""/leases/[tenancy_id]: one household. `page` is the whole, `frame` what stands above the tabs, the rest a tab each."""
