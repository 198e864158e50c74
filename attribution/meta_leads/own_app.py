"""What is asked for under Integrations of a clinic that brings its own app at Meta."""

from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.services import own_app
from comms.services.arriving.secrets import META_APP
from tenants.settings.kinds import Field, credential_kind


def register_own_app() -> None:
    there = _("In the app at Meta, under basic settings.")
    credential_kind(
        META_APP,
        title=_("Own app at Meta"),
        about=_("Only if your pages give their leads to an app of your own, and not to the platform's."),
        icon="thumb_up",
        fields=(
            Field("app_id", _("App ID"), binds=True, help=there),
            Field("app_secret", _("App secret"), secret=True, help=there),
            Field("verify_token", _("Verify token"), secret=True, help=_("A word of yours.")),
        ),
        check=own_app.check,
        test=own_app.ask,
        enter_there=lambda: [(_("Callback URL, for the object Page and its field leadgen"), own_app.callback())],
        works=_("It works: Meta knows the app. Connect your pages with keys that this app has made."),
    )
