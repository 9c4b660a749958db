"""/people/[person_id]: one person or organization: contacts, tenancies, properties owned, papers, history."""
