"""/properties/[property_id]: everything about one building, each tab a module."""
