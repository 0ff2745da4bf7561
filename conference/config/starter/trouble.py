"""What the starter says when it cannot go on."""


class Trouble(Exception):
    """One sentence for the person at the keyboard: what is wrong, what to do."""
