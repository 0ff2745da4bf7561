"""How allauth speaks with the rest of the house."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Account mail goes through the mailroom."""
