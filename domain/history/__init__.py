"""What stands recorded, as it reads at one size of the log."""
