"""What pages tell of licences and of countries, made from their answers."""
