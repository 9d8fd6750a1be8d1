"""Applications for licences on a day: where each stands, and by when it must be decided."""
