"""Proposals as they are kept beside the log, and recorded when they are approved."""
