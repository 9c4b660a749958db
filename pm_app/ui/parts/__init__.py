"""What two pages or more are made of: tables, forms, dialogs, badges, figures, the viewer. No page knowledge here."""
