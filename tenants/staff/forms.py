from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from tenants.staff.models import User

_WIDGET = {"class": "bw-input", "autocomplete": "new-password"}


class LoginForm(AllauthLoginForm):
    """Mail and password, under the names that browsers and password stores know them by."""

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else super().add_prefix(field_name)


class MailForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "bw-input", "autocomplete": "username", "autocapitalize": "none"}),
    )


class PasswordForm(forms.Form):
    """A new password, typed twice, under the rules of the house."""

    password = forms.CharField(label=_("New password"), strip=False, widget=forms.PasswordInput(attrs=_WIDGET))
    again = forms.CharField(label=_("The same once more"), strip=False, widget=forms.PasswordInput(attrs=_WIDGET))

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._user = user
        self.rules = password_validators_help_texts()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, self._user)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
