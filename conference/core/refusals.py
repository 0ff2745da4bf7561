"""A refusal is a fact of the domain with a sentence for the person who asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext


class Refusal(Exception):
    """Something that may not be done, and what to do instead.

    The docstring of each subclass is its sentence, unless `sentence` is set, marked
    for translation there.
    """

    sentence: str | Promise = ""

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    def __str__(self) -> str:
        return gettext(str(self.sentence or self.__doc__ or "")) % self.facts
