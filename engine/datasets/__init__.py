"""Labelled data: readers, splits that keep people apart, the feature cache."""
