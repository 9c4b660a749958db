"""The papers of the sample office: leases, certificates, reports, notices and pictures, drawn from plain values.

Every function returns the bytes of a file and gives the same bytes for the same values and seed. All wording is ours.
"""
