"""The documentation as pages: read where the program lies, so that it is there offline."""
