"""The pages, one module a noun: each a function of the same answer that HTTP gives."""
