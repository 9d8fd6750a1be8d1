"""What the law says of a licence on a day with all that decides, and two such laid side by side."""
