"""A template in one language, as people type it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.models import Channel, Template, TemplateText
from comms.services.lengths import SUBJECT_MOST
from comms.services.templates.checking import BODY_MOST
from comms.services.templates.keeping import PURPOSES, WRITTEN_BY, Wanted
from leads.models.consent import Purpose
from tenants.desk.forms import AskingForm

CHANNELS = [(one, Channel(one).label) for one in WRITTEN_BY]
KINDS = [(one, Purpose(one).label) for one in PURPOSES]


class TemplateForm(AskingForm):
    """Title and purpose are of the whole template; subject and text of the language that is open."""

    title = forms.CharField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, required=False)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=KINDS, help_text=_("Offers need a consent."))
    subject = forms.CharField(
        label=_("Subject"), max_length=SUBJECT_MOST, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_MOST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )

    def __init__(
        self, data: Mapping[str, str] | None, *, row: Template, text: TemplateText, title: str, may_write: bool
    ):
        held = {"channel": row.channel, "purpose": row.purpose, "subject": text.subject, "body": text.body}
        super().__init__(data, initial={"title": title, **held})
        self.language = text.language
        if row.pk:
            del self.fields["channel"]
        if row.pk and row.channel != Channel.MAIL:
            del self.fields["subject"]
        if text.provider_name:
            self.fields["body"].disabled = True
            self.fields["body"].help_text = _("The provider approved these words; other words need a new approval.")
        for name, field in self.fields.items():
            field.disabled = field.disabled or not may_write
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def wanted(self) -> Wanted:
        return Wanted(language=self.language, seen=self.data.get("seen", ""), **self.cleaned_data)
