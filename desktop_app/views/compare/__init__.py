"""Two sides next to each other: utterances, people, whole analyses."""
