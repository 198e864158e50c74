from leads.providers.captcha.siteverify import SiteVerify


class HCaptcha(SiteVerify):
    """hCaptcha. Takes forms only, and says itself whether the token belongs to the site key."""

    name = "hcaptcha"
    field = "h-captcha-response"
    test_host = "dummy-key-pass"
    test_secrets = frozenset({"0x0000000000000000000000000000000000000000"})

    def _form(self, token: str, address: str) -> dict[str, str]:
        return super()._form(token, address) | {"sitekey": self.site_key}
