"""What the benchmarks of spending share: a large book, payments, and the same statements without any of our code."""
