"""The portal on the home screen, and what it still shows without a network."""
