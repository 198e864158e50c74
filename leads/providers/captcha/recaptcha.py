from collections.abc import Mapping
from typing import Any

from leads.providers.captcha.base import ACTION
from leads.providers.captcha.siteverify import SiteVerify

ENOUGH = 0.5  # of 1; Google's own proposal


class ReCaptcha(SiteVerify):
    """Google reCAPTCHA, v2 and v3: only v3 answers with a score, and then with an action."""

    name = "recaptcha"
    field = "g-recaptcha-response"
    test_host = "testkey.google.com"
    test_secrets = frozenset({"6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe"})

    def _is_ours(self, answer: Mapping[str, Any]) -> bool:
        if "score" not in answer and "action" not in answer:
            return True
        score = answer.get("score")
        is_number = isinstance(score, int | float) and not isinstance(score, bool)
        return is_number and score >= ENOUGH and answer.get("action") == ACTION
