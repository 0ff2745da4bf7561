"""Pages of the demo only."""
