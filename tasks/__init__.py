"""What one step does: values in, values out."""
