"""Many transactions judged together, and what a change of viewpoint flips among them."""
