"""/settings/mail-templates: the texts that mails are written with, by what they are for, and writing them."""
