"""A result as a workbook, sheet by sheet."""
