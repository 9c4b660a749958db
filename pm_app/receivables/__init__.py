"""What tenants owe and paid: the ledger of every household.

Owns: charge, receipt, credit, allocation, reversal, refund; bank deposits and transfers; billing and late-fee policies;
holds, payment plans, served notices, notes; dispositions of deposits; what was taken over from earlier books; copies of
what closed periods said.
Words: a source settles charges, be it a receipt or a credit; what of it settles nothing is a prepayment.
Holds always: what is settled never exceeds a source or a charge; account 1100 is what is open, 2200 what is prepaid,
2100 to 2130 what is held; what was told of a past day stays told. `queries.findings` checks it, the
database enforces most.
"""
