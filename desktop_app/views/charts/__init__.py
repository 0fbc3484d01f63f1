"""Small painted charts that several views share."""
