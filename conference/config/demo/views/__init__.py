"""Pages of the demo: the mailbox and the clock."""
