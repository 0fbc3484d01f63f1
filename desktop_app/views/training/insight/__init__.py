"""What the training page shows of single validation utterances."""
