"""Where those who carry messages answer (F:T26). Of the environment alone: a clinic never says where to (H:W9)."""

import environ

STUB = "stub"
_REAL = {"WHATSAPP": "https://graph.facebook.com", "TWILIO": "https://api.twilio.com"}
_GHL = "https://services.leadconnectorhq.com"
_DATAMANAGER = "https://datamanager.googleapis.com"
_CHOSEN_BY = {"WHATSAPP": "WHATSAPP_PROVIDER", "TWILIO": "VOICE_PROVIDER"}


def base_urls(env: environ.Env, *, simulator: str = "", default: str = "") -> tuple[str, str]:
    """WHATSAPP_BASE_URL and TWILIO_BASE_URL, or what WHATSAPP_PROVIDER and VOICE_PROVIDER choose: `stub` is the
    simulator, anything else the provider's own address. `default` is for where nothing is chosen."""
    return _base(env, "WHATSAPP", simulator, default), _base(env, "TWILIO", simulator, default)


def ghl_base_url(env: environ.Env, *, default: str = "") -> str:
    """GHL_API_BASE_URL, where GoHighLevel answers."""
    return (env.str("GHL_API_BASE_URL", default="") or default or _GHL).rstrip("/")


def datamanager_base_url(env: environ.Env, *, default: str = "") -> str:
    """DATAMANAGER_BASE_URL, where Google's Data Manager takes conversions."""
    return (env.str("DATAMANAGER_BASE_URL", default="") or default or _DATAMANAGER).rstrip("/")


def ads_token_url(env: environ.Env, *, default: str = "") -> str:
    """GOOGLE_TOKEN_URL, for what opens the Data Manager."""
    return env.str("GOOGLE_TOKEN_URL", default="") or default or "https://oauth2.googleapis.com/token"


def meta_base_url(env: environ.Env, *, default: str = "") -> str:
    """META_BASE_URL, where Graph takes conversions and gives leads."""
    return (env.str("META_BASE_URL", default="") or default or _REAL["WHATSAPP"]).rstrip("/")


def token_urls(env: environ.Env) -> dict[str, str]:
    """Where Google and Microsoft give tokens for mailboxes; {tenant} is the clinic's directory at Microsoft."""
    return {
        "google": env.str("GOOGLE_TOKEN_URL", default="") or "https://oauth2.googleapis.com/token",
        "microsoft": env.str("MICROSOFT_TOKEN_URL", default="")
        or "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
    }


def _base(env: environ.Env, name: str, simulator: str, default: str) -> str:
    if said := env.str(f"{name}_BASE_URL", default=""):
        return said.rstrip("/")
    chosen = env.str(_CHOSEN_BY[name], default="") or default
    return simulator if chosen == STUB else _REAL[name]
