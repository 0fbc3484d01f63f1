"""The languages of the window; see ADR 11."""
