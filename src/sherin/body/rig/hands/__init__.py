"""Hands in the tone of the portrait's skin, on a forearm in its cloth."""
