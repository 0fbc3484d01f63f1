"""What a model says of single validation utterances while it learns."""
