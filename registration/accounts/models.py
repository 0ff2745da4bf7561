"""The login identity of a person; it exists without any registration."""

import unicodedata
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class UserManager(BaseUserManager["User"]):
    """Accounts are found by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account; without a password it has an unusable one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password or None)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Create an account that may do everything, for `manage.py createsuperuser`."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["password", "last_login"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """One person's account: an address, a name, a language and a time zone.

    A single name is enough; `given_name` may be empty.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="Asia/Ho_Chi_Minh"
    )
    country = CountryField(_("country or territory"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("organiser"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="account_address_is_one_persons"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        """Given and family name as the person wrote them, or whichever there is."""
        return f"{self.given_name} {self.family_name}".strip()

    def set_password(self, raw_password: str | None) -> None:
        """Keep the password's hash; without one, no password fits."""
        super().set_password(_one_form(raw_password) if raw_password else None)

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(_one_form(raw_password or ""))

    @property
    def short_name(self) -> str:
        """What the masthead calls the person: one name, never cut."""
        return self.given_name or self.family_name or self.email.partition("@")[0]


def _one_form(password: str) -> str:
    """Return a password as every keyboard writes it (NIST SP 800-63B, 3.1.1.2).

    A phone may send "é" as one sign, a laptop as two.
    """
    return unicodedata.normalize("NFKC", password)


class Attempt(models.Model):
    """A counted attempt to sign in, kept here while the cache is away.

    Django's database cache owns the rows; see `registration.accounts.limits`.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["Attempt"]] = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key


@pghistory.track(
    pghistory.InsertEvent("given"),
    pghistory.DeleteEvent("taken"),
    append_only=True,
    obj_field=None,
)
class Role(User.groups.through):  # type: ignore[misc,name-defined]  # made at run time
    """One person has one role; each giving and taking is recorded."""

    class Meta:
        proxy = True
        default_permissions = ()
