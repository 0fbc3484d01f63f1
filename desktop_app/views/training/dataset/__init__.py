"""What would be trained on, looked at: sizes, splits, utterances, and what speaks against it."""
