"""Experiments: grids of models over seeds and folds, their tables, curves and pictures."""
