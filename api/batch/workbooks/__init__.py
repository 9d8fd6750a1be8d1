"""Workbooks (.xlsx, .xls, .ods) read as tables of texts, each with the cells it stands in."""
