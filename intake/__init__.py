"""What devices hand in, also without a network: sent once, received once, and receipted."""
