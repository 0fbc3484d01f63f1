"""Training, scoring and storing models."""
