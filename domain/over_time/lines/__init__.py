"""The law written out as lines, for whoever judges many transactions at once."""
