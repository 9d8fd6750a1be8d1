"""What texts in files mean in the fields of a transaction: days, codes, countries, words."""
