"""A simulated shop: shoppers with goals, filmed by simulated cameras, known to the last person.

Everything comes from one seed. Metres, seconds; x to the right along the street front, y into the
shop, z up; the street is at y < 0.
"""
