"""What an operator decides."""
