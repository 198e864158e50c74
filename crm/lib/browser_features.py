"""What a page may use of the browser that shows it (Permissions-Policy): nothing, unless it says so."""

FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")


def only(*allowed: str) -> str:
    """The header for a page that uses these of FEATURES, itself and nobody whom it shows."""
    return ", ".join(f"{one}={'(self)' if one in allowed else '()'}" for one in FEATURES)
