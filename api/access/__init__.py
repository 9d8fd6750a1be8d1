"""Who has right of entry, and what each of them may do."""
