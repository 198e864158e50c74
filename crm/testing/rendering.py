"""What a test may ask of a page's context, without a copy for each template inside it.

Django tells of every template that is rendered, and its test client copies the context each time: of a page of
forms that is a thousand copies, and a quarter of its time. Here a page is told of, and what it is made of is not.
"""

import threading

from django.template import Context, Template
from django.test import utils
from django.test.signals import template_rendered

_inside = threading.local()


def _rendered(template: Template, context: Context) -> str:
    if getattr(_inside, "page", False):
        return template.nodelist.render(context)
    _inside.page = True
    try:
        template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)
    finally:
        _inside.page = False


# Django's set-up of a test run takes it from there.
utils.instrumented_test_render = _rendered
