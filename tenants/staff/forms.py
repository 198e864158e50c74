from typing import Any, ClassVar

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordKeyForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
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


class PasswordForm(ResetPasswordKeyForm):
    """allauth's new password, typed twice; under our names, and with our words: it speaks no Albanian."""

    names: ClassVar = {"password1": "password", "password2": "again"}
    labels: ClassVar = {"password1": _("New password"), "password2": _("The same once more")}

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, user=user, **kwargs)
        self.rules = password_validators_help_texts()
        for name, label in self.labels.items():
            self.fields[name].label, self.fields[name].widget.attrs = label, dict(_WIDGET)

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(self.names.get(field_name, field_name))

    def clean(self) -> dict[str, Any]:
        """allauth's own rule, in our sentence; how good a password is was asked field by field."""
        cleaned = forms.Form.clean(self)
        first, again = (cleaned.get(name) for name in self.names)
        if first and again and first != again:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned
