"""What runs, in what order, and when."""
