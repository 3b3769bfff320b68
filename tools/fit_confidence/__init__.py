"""Fits the numbers of the knowledge base: how passages, sentences and confidence are weighed.

`python -m tools.fit_confidence ../shared/data/qa` writes `data/fitted.json` and draws
docs/pictures/confidence.svg; what it measures on articles it did not fit on is printed.
"""
