"""Checks against robots on website forms (F:T23, T26): where vendors answer, and what a new clinic begins with."""

import environ

_WORDS = {"": False, "0": False, "false": False, "no": False, "off": False} | dict.fromkeys(
    ("1", "true", "yes", "on"), True
)
_VENDORS = {
    "turnstile": "https://challenges.cloudflare.com/turnstile/v0/siteverify",
    "hcaptcha": "https://api.hcaptcha.com/siteverify",
    "recaptcha": "https://www.google.com/recaptcha/api/siteverify",
}


def wanted(env: environ.Env) -> bool | None:
    """ENABLE_CAPTCHA; None for a word that says neither, which is refused by its name at start."""
    return _WORDS.get(env.str("ENABLE_CAPTCHA", default="").strip().lower())


def verify_urls(env: environ.Env) -> dict[str, str]:
    """TURNSTILE_VERIFY_URL, HCAPTCHA_VERIFY_URL, RECAPTCHA_VERIFY_URL, or the vendors' own."""
    return {name: env.str(f"{name.upper()}_VERIFY_URL", default="") or url for name, url in _VENDORS.items()}
