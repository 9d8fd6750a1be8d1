"""How rows stand in a file of each format, and what is told of a file that holds something else."""
