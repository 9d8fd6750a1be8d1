"""Drawings of answers for paper and pages: data in, SVG out."""
