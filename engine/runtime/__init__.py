"""What the engine runs on: paths, cancellation, threads, devices, seeds."""
