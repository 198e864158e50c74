from django import forms
from django.utils.translation import gettext_lazy as _


class WorkspaceForm(forms.Form):
    """The short name of a clinic, as in tirana-smile."""

    workspace = forms.CharField(
        label=_("Workspace"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "bw-input", "autofocus": True, "autocapitalize": "none"}),
    )
