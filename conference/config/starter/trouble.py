"""What the starter says when it cannot go on."""

import errno
import os


class Trouble(Exception):
    """One sentence for the person at the keyboard: what is wrong, what to do."""


def in_a_sentence(error: Exception) -> str:
    """Say what stopped us; a full disk has many voices and one sentence."""
    words = str(error)
    if os.strerror(errno.ENOSPC) in words:
        return f"The disk is full. Make room, then start again. ({words[-300:]})"
    return words
