"""What an Admin says about a team."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData
from tenants.staff.models import Team
from tenants.staff.services.names import readable
from tenants.staff.services.teams import check_unchanged, version_of


class TeamForm(forms.ModelForm):
    """`version` is what they had before their eyes; `conflict`, that it is not so any more."""

    version = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    conflict = False

    class Meta:
        model = Team
        fields = ["name", "members"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)

    def clean_name(self) -> str:
        try:
            return readable(self.cleaned_data["name"], field="name")
        except InvalidData as refused:
            raise forms.ValidationError(refused.detail) from None

    def clean(self) -> dict[str, Any]:
        """In the transaction of the save: whoever saves once more has seen both."""
        given = super().clean()
        version = given.get("version")
        try:
            check_unchanged(self.instance.pk, version or "")
        except Conflict as refused:
            now = Team.objects.get(pk=self.instance.pk)
            self.conflict, self.data = True, self.data.copy()
            self.data["version"] = version_of(now)
            people = ", ".join(str(person) for person in now.members.active()) or _("nobody")
            said = _("It is %(name)s with %(people)s now. Save once more for what stands here.")
            raise forms.ValidationError(f"{refused.detail} {said % {'name': now, 'people': people}}") from None
        return given
