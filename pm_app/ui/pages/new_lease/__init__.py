"""/leases/new: choosing the unit and the people, then the term and the rent. What is chosen stands in the address."""
