"""What the trail calls what is done with keys."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "key.renewed": _("gave a new secret to the key %(thing)s"),
    "key.rotated": _("gave a new secret to the key %(thing)s; the old one works on for a while"),
    "key.revoked": _("revoked the key %(thing)s"),
}
