"""What is known while a person sits before the camera."""
