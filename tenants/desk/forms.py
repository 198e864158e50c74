from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError

Done = TypeVar("Done")


class AskingForm(forms.Form):
    """What people are asked before a service does something; the first field that is wrong has the focus."""

    status = 200  # of the page that shows this form
    refused: HouseError | None = None

    def full_clean(self) -> None:
        super().full_clean()
        self._focus()

    def sent(self, do: Callable[[], Done]) -> Done | None:
        """What `do` gives, once the form is filled in right; else None, and the page says what is wrong."""
        if not self.is_bound:
            return None
        self.status = 422
        if self.is_valid():
            try:
                done = do()
            except HouseError as refused:
                self.status, self.refused = refused.status, refused
                self.refuse(refused.fields, refused.detail)
            except ValidationError as wrong:
                self.refuse(getattr(wrong, "message_dict", {}), " ".join(wrong.messages))
            else:
                self.status = 200
                return done
        return None

    def refuse(self, fields: Mapping[str, Sequence[str]], said: str) -> None:
        """Show what a service said, next to the fields it spoke of; `said` where it spoke of none."""
        for name, sentences in (fields or {"": [said]}).items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        self._focus()

    def _focus(self) -> None:
        wrong = next((name for name in self.fields if name in (self._errors or {})), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True


class WorkspaceForm(forms.Form):
    """The short name of a clinic, as in tirana-smile."""

    workspace = forms.CharField(
        label=_("Workspace"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "bw-input", "autofocus": True, "autocapitalize": "none"}),
    )
