"""What the post office keeps."""

from conference.mailroom.models.batch import Batch, Wording
from conference.mailroom.models.letter import Letter
from conference.mailroom.models.suppression import Suppression

__all__ = ["Batch", "Letter", "Suppression", "Wording"]
