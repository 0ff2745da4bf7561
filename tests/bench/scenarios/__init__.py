"""One module per scenario; each has `run(world)`, which yields figures."""
