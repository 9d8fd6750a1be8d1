"""What came of many rows, gathered by compiled loops: numbers looked up, lists put together."""
