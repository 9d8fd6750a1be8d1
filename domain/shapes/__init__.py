"""What JSON may say: every field's shape, and a sentence for each that is wrong."""
