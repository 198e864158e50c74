"""Mail to staff, as the other apps see it: `mail_kind` says how a mail is made, `post` asks for one.

The worker makes a mail when it sends it: tokens and links come into being there and are stored nowhere.
Nothing goes to patients this way.
"""

from tenants.notices.mailkinds import Mail, mail_kind
from tenants.notices.services.letters import letter
from tenants.notices.services.post import post

__all__ = ["Mail", "letter", "mail_kind", "post"]
