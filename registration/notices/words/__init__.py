"""What notices say by default, in seven languages: content, not interface."""
