"""What a template is called, for whoever reads: ours in their language, unless the clinic calls it otherwise."""

from django.utils.translation import override

from comms.models import Template
from comms.packs.templates import KINDS


def template_title(template: Template) -> str:
    kind = KINDS.get(template.key)
    if kind is None:
        return template.title
    with override("en"):
        is_ours = str(kind.title) == template.title
    return str(kind.title) if is_ours else template.title
