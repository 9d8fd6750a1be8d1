"""Trees, maps, checkpoints and signatures: nothing of the law, and nothing of ours above it."""
