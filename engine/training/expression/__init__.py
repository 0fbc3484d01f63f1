"""The expression network: its data, its training, what it is worth."""
