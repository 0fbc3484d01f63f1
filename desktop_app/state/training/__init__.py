"""Trainings as the window knows them."""
