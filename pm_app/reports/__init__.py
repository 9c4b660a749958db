"""Looking back over the whole office: figures that are sums of what the parts below keep. Owns no table."""
