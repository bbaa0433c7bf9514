"""Charts of counts: what each shows, where its marks lie, its table, its picture. Counts in; no database, no web."""
