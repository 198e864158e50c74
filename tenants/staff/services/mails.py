"""The address that an account is found by."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

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
        said = _("A mail address like name@clinic.example, %(longest)d characters at most.") % {"longest": LONGEST}
        raise InvalidData(f"email: {said}", fields={"email": [said]})
    return mail
