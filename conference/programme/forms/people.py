"""What is written about a person on stage, by organisers or by themselves."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nModelForm

from conference.core.rendering import LinesInput, LinesTextarea
from conference.programme.models import Speaker

PICTURES = "image/jpeg,image/png,image/webp"
PHOTO_HINT = _(
    "JPEG, PNG or WebP, 100 pixels wide at least. We cut a square out of it and drop "
    "what cameras write into it."
)


class Portrait(forms.Form):
    """A photo to add, or to take away."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=PHOTO_HINT,
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    without_photo = forms.BooleanField(label=_("Take the photo away"), required=False)


class ProfileForm(Portrait):
    """What a person on stage keeps themselves; `version` is what they saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    position = I18nFormField(
        label=_("Position"), max_length=300, required=False, widget=LinesInput
    )
    organisation = I18nFormField(
        label=_("Organisation"), max_length=300, required=False, widget=LinesInput
    )
    biography = I18nFormField(
        label=_("Biography"),
        help_text=_("A few sentences. Readers see them on your page."),
        max_length=5000,
        required=False,
        widget=LinesTextarea,
        widget_kwargs={"attrs": {"rows": 5}},
    )
    field_order = [
        "version",
        "position",
        "organisation",
        "biography",
        "photo",
        "without_photo",
    ]

    FACTS: ClassVar = ("position", "organisation", "biography")

    def __init__(self, *args: Any, has_photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_photo:
            del self.fields["without_photo"]

    @property
    def facts(self) -> dict[str, Any]:
        """What was written, without the photo."""
        return {name: self.cleaned_data[name] for name in self.FACTS}


class SpeakerForm(Portrait, I18nModelForm):  # type: ignore[misc]  # untyped
    """A person on stage in the panel, with a sentence where the database says no."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    account_address = forms.EmailField(
        label=_("Address of their account"),
        help_text=_("With an account they keep their position, biography and photo."),
        required=False,
    )

    FACTS: ClassVar = (
        "code",
        "name",
        "position",
        "organisation",
        "country",
        "biography",
        "address",
        "language",
    )

    class Meta:
        model = Speaker
        fields = (
            "code",
            "name",
            "position",
            "organisation",
            "country",
            "biography",
            "address",
            "language",
        )
        widgets: ClassVar[dict[str, type]] = {
            "position": LinesInput,
            "organisation": LinesInput,
            "biography": LinesTextarea,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen_now = self.instance.version
        self.fields["seen"].initial = (
            self.instance.version if self.instance.pk else None
        )
        account = self.instance.account
        self.fields["account_address"].initial = account and account.get_username()

    def clean_account_address(self) -> AbstractBaseUser | None:
        """Return the account of the address."""
        address = self.cleaned_data["account_address"]
        if not address:
            return None
        accounts = get_user_model()._default_manager  # noqa: SLF001  as Django names it
        try:
            found = accounts.get_by_natural_key(address)
        except get_user_model().DoesNotExist as error:
            raise forms.ValidationError(
                _("Nobody has an account with this address. Leave it empty for now.")
            ) from error
        taken = Speaker.objects.filter(account=found, edition__is_current=True)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("Another person on stage belongs to this account.")
            )
        return found

    def clean_code(self) -> str:
        """Keep codes apart within the edition."""
        code: str = self.cleaned_data["code"]
        same = Speaker.objects.filter(code=code, edition__is_current=True)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another person has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse a form that was made before somebody else saved."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        seen = said.get("seen")
        if self.instance.pk and seen is not None and seen != self.seen_now:
            raise forms.ValidationError(
                _(
                    "Somebody saved this person meanwhile. Open the page again, and "
                    "make your change there."
                )
            )
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What was written, as the operation takes it."""
        account = self.cleaned_data["account_address"]
        return {name: self.cleaned_data[name] for name in self.FACTS} | {
            "account_id": account.pk if account else None
        }
