"""What the softphone's page may load and use beyond all others: Twilio's lines and sounds, and the microphone."""

from csp.constants import SELF
from django.conf import settings
from django.http import HttpResponse

from crm.lib.browser_features import only

# As the README of the vendored SDK has them (comms/static/comms/vendor).
SOUNDS = ("https://media.twiliocdn.com", "https://sdk.twilio.com")
LINES = ("https://eventgw.twilio.com", "wss://voice-js.roaming.twilio.com", *SOUNDS)


def open_for_calls(answer: HttpResponse) -> HttpResponse:
    known = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"]
    answer._csp_replace = {"connect-src": [*known, *LINES], "media-src": [SELF, "mediastream:", *SOUNDS]}
    answer["Permissions-Policy"] = only("microphone")
    return answer
