"""Reads the files banks give out: OFX, QFX, QIF, CSV, camt.053, MT940 and BAI2."""
