"""What changes about tenancies: they start, are renewed, priced anew, given notice, end; people join and leave."""
