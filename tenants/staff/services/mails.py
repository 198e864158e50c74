"""The address that an account is found by."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from crm.lib.errors import InvalidData
from tenants.staff.models import User

LONGEST = User._meta.get_field("email").max_length


def usable_mail(text: str) -> str:
    """The mail as accounts store it: without blanks around, in lower case. Raises InvalidData for what is none."""
    mail = text.strip().lower()
    try:
        validate_email(mail)
    except ValidationError:
        mail = ""
    if not mail or not mail.isascii() or not mail.isprintable() or len(mail) > LONGEST:
        said = f"A mail address like name@clinic.example, {LONGEST} characters at most."
        raise InvalidData(f"email: {said}", fields={"email": [said]})
    return mail
