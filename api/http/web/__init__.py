"""Answers as the web means them: named, compressed, as tables and mementos, for everybody."""
