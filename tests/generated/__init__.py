"""Disclosures drawn at random that are right to the cent, and every slip a hand can make in them."""
