"""Papers as PDF, typeset by Typst from templates of our own; what stands on them goes in as data, never as source."""
