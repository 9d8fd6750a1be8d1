"""Files of shipments judged in the browser, and kept for minutes only."""
