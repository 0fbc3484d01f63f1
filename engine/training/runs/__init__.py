"""Folders of training runs: what was asked for, what happened, what came out."""
