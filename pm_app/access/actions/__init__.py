"""What changes about users and sign-ins, and the record of everything that was done."""
