"""Files of transactions: read, judged, compared and written, here or on a cluster."""
