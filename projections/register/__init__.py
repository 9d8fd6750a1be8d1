"""Every question about the record, answered."""
