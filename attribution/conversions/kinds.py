"""What is asked for under Integrations so that ad platforms can be told, and whether it works."""

import re
from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attribution.conversions.models import Destination
from attribution.conversions.services.telling import opening, turning
from attribution.conversions.services.telling.why import AWAY, WORDS, code_of, sentence
from attribution.providers.answers import OutcomeUnknown, Refused
from attribution.providers.google.tokens import ServiceAccount
from crm.lib.errors import InvalidData, ProviderError
from tenants.context import current_clinic
from tenants.services.routes import claim_channel, free_channels
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import Field, Values, credential_kind, follow

META, GOOGLE = Destination.Kind.META.value, Destination.Kind.GOOGLE.value
CHANNELS = {META: "meta_dataset", GOOGLE: "google_ads_account"}
_DATASET, _NUMBER = re.compile(r"\d{12,20}", re.ASCII), re.compile(r"\d{10}", re.ASCII)
_ACTION = re.compile(r"\d{5,20}", re.ASCII)


def register_kinds() -> None:
    _meta()
    _google()
    follow(META, stored=lambda values: _stored(META, values["dataset_id"], ()), removed=_removed(META))
    follow(
        GOOGLE,
        stored=lambda values: _stored(GOOGLE, values["account"], tuple(opening.targets(values))),
        removed=_removed(GOOGLE),
    )


def _meta() -> None:
    credential_kind(
        META,
        title=gettext_lazy("Meta conversions"),
        about=gettext_lazy(
            "Tells Meta which stage its leads have reached. Nothing leaves before you have seen it."
        ),
        icon="campaign",
        fields=(
            Field("dataset_id", gettext_lazy("Dataset ID"), binds=True, help=gettext_lazy("From Events Manager.")),
            Field("token", gettext_lazy("Access token"), secret=True, help=gettext_lazy("Of a system user.")),
            Field("app_secret", gettext_lazy("App secret"), secret=True, required=False),
            Field(
                "test_code",
                gettext_lazy("Test event code"),
                required=False,
                help=gettext_lazy(
                    "From Test events. With it a test sends one event of nobody, which counts nothing."
                ),
            ),
        ),
        check=_check_meta,
        test=lambda values: _asked(lambda: _try_meta(values)),
        works=gettext_lazy("It works: Meta knows the key and the dataset."),
    )


def _google() -> None:
    either = gettext_lazy("Either a key file, or the three fields of an app below.")
    credential_kind(
        GOOGLE,
        title=gettext_lazy("Google Ads conversions"),
        about=gettext_lazy("Tells Google Ads by the Data Manager API what was accepted and completed."),
        icon="ads_click",
        fields=(
            Field(
                "account",
                gettext_lazy("Account"),
                binds=True,
                help=gettext_lazy("The ten digits of the Google Ads account that counts conversions."),
            ),
            Field("login_account", gettext_lazy("Manager account"), binds=True, required=False),
            Field("accepted_action", gettext_lazy("Conversion action for accepted"), required=False),
            Field("completed_action", gettext_lazy("Conversion action for completed"), required=False),
            Field("key_file", gettext_lazy("Key of a service account"), secret=True, required=False, help=either),
            Field("client_id", gettext_lazy("Client ID"), required=False),
            Field("client_secret", gettext_lazy("Client secret"), secret=True, required=False),
            Field("refresh_token", gettext_lazy("Refresh token"), secret=True, required=False),
        ),
        check=_check_google,
        test=lambda values: _asked(lambda: _try_google(values)),
        works=gettext_lazy("It works: Google knows the key, the account and the conversion actions."),
    )


def _stored(kind: str, account: str, steps: tuple[str, ...]) -> None:
    """Part of the transaction that stores them. An account is one clinic's (INTEGRATIONS 15.6)."""
    channel, clinic = CHANNELS[kind], current_clinic()
    if not claim_channel(channel, account, clinic):
        said = _("Another clinic of this platform uses it. Ask the platform to release it there.")
        field = "dataset_id" if kind == META else "account"
        raise InvalidData(_("Some fields are wrong."), fields={field: [said]})
    free_channels(channel, clinic, but=account)
    turning.keep(kind, account, steps)


def _removed(kind: str) -> Callable[[], None]:
    def forget() -> None:
        free_channels(CHANNELS[kind], current_clinic())
        turning.drop(kind)

    return forget


def _check_meta(values: Values) -> None:
    if not _DATASET.fullmatch(values["dataset_id"]):
        _refuse({"dataset_id": [_("Digits only, as Events Manager shows it.")]})


def _check_google(values: Values) -> None:
    wrong = {}
    for name, shape, said in (
        ("account", _NUMBER, _("Ten digits, without hyphens.")),
        ("login_account", _NUMBER, _("Ten digits, without hyphens.")),
        ("accepted_action", _ACTION, _("The number of the conversion action, digits only.")),
        ("completed_action", _ACTION, _("The number of the conversion action, digits only.")),
    ):
        if values.get(name) and not shape.fullmatch(values[name]):
            wrong[name] = [said]
    if not opening.targets(values):
        wrong.setdefault("accepted_action", [_("Enter at least one conversion action.")])
    wrong |= _wrong_key(values)
    _refuse(wrong)


def _wrong_key(values: Values) -> dict[str, list[str]]:
    by_app = [bool(values.get(name)) for name in opening.SIGN_IN]
    if values.get("key_file"):
        try:
            ServiceAccount.of_file(values["key_file"])
        except ValueError:
            return {"key_file": [_("This is no key file of a service account, in JSON.")]}
        return {}
    if all(by_app):
        return {}
    return {"key_file": [_("Enter a key file, or client ID, client secret and refresh token.")]}


def _refuse(wrong: Mapping[str, list[str]]) -> None:
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)


def _try_meta(values: Values) -> None:
    """One event of nobody under "Test events", or nothing but a question."""
    meta = opening.meta(values)
    if not values.get("test_code"):
        return meta.try_out()
    row = Destination(kind=META)
    meta.send([turning.example(row, now=timezone.now())], test_code=values["test_code"])
    return None


def _try_google(values: Values) -> None:
    """An event of nobody for each conversion action, of which Google is told to look at it only."""
    manager = opening.google(values)
    event = turning.example(Destination(kind=GOOGLE), now=timezone.now())
    for target in opening.targets(values).values():
        manager.ingest([event], target, only_try=True)


def _asked(ask: Callable[[], None]) -> None:
    try:
        ask()
    except (Refused, OutcomeUnknown) as no:
        raise ProviderRefused(sentence(code_of(no))) from None
    except ProviderError:
        raise ProviderRefused(WORDS[AWAY]) from None
