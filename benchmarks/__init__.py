"""``make bench``: how fast the portal is at the size of the whole city, beside plain references."""
