"""The page templates of the nine publishers, `parts.html` is what they share."""
