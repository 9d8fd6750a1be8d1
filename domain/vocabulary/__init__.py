"""The words of the law: truth, dates, clauses, kinds of change, viewpoints, citations."""
