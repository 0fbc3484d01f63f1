"""Going on from a trained model with a user's own labels."""
