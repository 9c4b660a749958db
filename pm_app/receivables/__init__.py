"""What tenants owe and paid.

Owns: charge, receipt, allocation, and the reversals of charges and receipts. All are only ever added to.
Words: an *allocation* is the part of a receipt that settles a charge; what settles nothing yet is a *prepayment*.
Holds always: the allocations of a receipt never exceed it, nor those of a charge; aging adds up to the balance.
"""
