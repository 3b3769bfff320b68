"""The slow emotional state, what moves it, and which capsules show it.

Start with `AffectEngine` (one person's affect over time); documented in docs/affect.md.
"""
