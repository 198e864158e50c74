from drf_spectacular.utils import extend_schema

from tenants.settings.models.clinic_settings import CaptchaKind

ANSWER = {
    "type": "object",
    "required": ["provider"],
    "properties": {
        "provider": {
            "type": "string",
            "enum": CaptchaKind.values,
            "description": "Empty: send the form without a check.",
        },
        "challenge": {
            "type": "object",
            "description": "With altcha: a puzzle as its version 2 reads it, good once and for five minutes.",
        },
        "site_key": {"type": "string", "description": "With the others: what their script is given."},
    },
}

described = extend_schema(
    summary="The check that the form of a website makes",
    description="The result goes as `captcha` into the enquiry.",
    responses={200: ANSWER},
)
