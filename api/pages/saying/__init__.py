"""Answers said in a language: their words, and whole sentences."""
