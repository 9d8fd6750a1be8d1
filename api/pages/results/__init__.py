"""What came of a file, as people open it: a workbook, or CSV as a country writes it."""
