"""What tenants owe and what they paid.

Owns: charge, receipt, allocation.
Words: an *allocation* is the part of a receipt that settles a charge; what settles nothing yet is a *prepayment*.
Holds always: a charge or a receipt is never allocated beyond its amount; undoing is a further row, never a change;
balances are sums as of a day and are stored nowhere.
"""
