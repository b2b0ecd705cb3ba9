"""The demo company: a consultancy that teaches itself, created as events."""
