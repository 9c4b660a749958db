"""What is computed of charges and receipts: allocation, aging, the ledger, recurring charges, postings."""
