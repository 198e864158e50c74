"""A developer's machine: plain http on *.localhost, embedded servers, everything readable."""

from crm.settings import carriers
from crm.settings.base import *
from crm.settings.base import BASE_DIR, CONTENT_SECURITY_POLICY, MAIL, STORAGES, env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="development-only-key-that-prod-refuses-to-start-with")
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=["ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE="])
PUBLIC_SCHEME = "http"
PUBLIC_PORT = env.str("PORT", default="8000")
DEMO_FILE = BASE_DIR / ".local" / "demo.json"
LIVE_PORT = env.str("LIVE_PORT", default=str(int(PUBLIC_PORT) + 1))
# Where `make run` serves the websites of the demo clinics (crm.run.options).
SAMPLE_PORT = env.str("SAMPLE_PORT", default=str(max(int(PUBLIC_PORT), int(LIVE_PORT)) + 3))
# Where `make run` plays WhatsApp, Twilio and the clinics' mail servers, unless others are named.
SIMULATOR_PORT = env.str("SIMULATOR_PORT", default=str(int(SAMPLE_PORT) + 1))
WHATSAPP_BASE_URL, TWILIO_BASE_URL = carriers.base_urls(
    env, simulator=f"http://127.0.0.1:{SIMULATOR_PORT}", default=carriers.STUB
)
GHL_API_BASE_URL = carriers.ghl_base_url(env, default=f"http://127.0.0.1:{SIMULATOR_PORT}")
# The app by which the simulated Meta knows us, unless there is a real one.
META_APP_ID = env.str("META_APP_ID", default="") or "100000000000001"
META_APP_SECRET = env.str("META_APP_SECRET", default="") or "development-only-app-secret"
META_VERIFY_TOKEN = env.str("META_VERIFY_TOKEN", default="") or "development-only-word"
META_BASE_URL = carriers.meta_base_url(env, default=f"http://127.0.0.1:{SIMULATOR_PORT}")
DATAMANAGER_BASE_URL = carriers.datamanager_base_url(env, default=f"http://127.0.0.1:{SIMULATOR_PORT}")
ADS_TOKEN_URL = carriers.ads_token_url(env, default=f"http://127.0.0.1:{SIMULATOR_PORT}/oauth/ads")
LIVE_URL = f"http://{{host}}:{LIVE_PORT}/live"

# `make run` catches mails unless a server is named (crm.run.mailbox).
if not MAIL["host"]:
    MAIL |= {
        "host": "127.0.0.1",
        "port": max(int(PUBLIC_PORT), int(LIVE_PORT)) + 1,
        "security": "none",
        "sender": "Bridgework <no-reply@bridgework.example>",
    }

# A line for every task would bury the requests.
LOGGING = {
    "level": "INFO",
    "quiet": {"celery.beat": "WARNING", "celery.worker.strategy": "WARNING", "celery.app.trace": "WARNING"},
}

SESSION_COOKIE_NAME = "bw_session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "bw_csrf"
CSRF_COOKIE_SECURE = False
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

# The live process has a port of its own here; behind the production proxy it is a path of the same host.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(f"http://*.localhost:{LIVE_PORT}")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
CREDENTIAL_TESTS_INSIDE = True
