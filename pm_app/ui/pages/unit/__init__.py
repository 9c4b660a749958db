"""/units/[unit_id]: one unit: who lives there and lived there, its papers, its history."""
