"""What Brinkwatch is held to: measures on real data, beside the libraries it stands on, with floors."""
