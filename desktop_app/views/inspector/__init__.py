"""One utterance: prediction, contributions, rates, opinions, and what if."""
