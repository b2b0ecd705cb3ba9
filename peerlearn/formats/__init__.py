"""How dates are written in languages where the English order of words and signs is wrong."""
