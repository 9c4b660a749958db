"""Lists that can be taken along or mailed: which columns and rows each has, and the files that are made of them."""
