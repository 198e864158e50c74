"""/admin/keys/: the keys of the clinic, and what may be done with one."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_variables

from tenants.desk import access
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context
from tenants.keys.admin.forms import KeyForm, NewKeyForm, RotateForm
from tenants.keys.models import ApiKey
from tenants.keys.permissions import CHANGE
from tenants.keys.scopes import title_of
from tenants.keys.services.change import change_key
from tenants.keys.services.issue import new_key
from tenants.keys.services.revoke import revoke_key
from tenants.keys.services.rotate import rotate_key, version_of
from tenants.keys.services.texts import new_route

SHOWN = 200  # keys in the list; a clinic has a handful


def keys(request: HttpRequest) -> HttpResponse:
    rows = ApiKey.objects.visible_to(request.user).order_by("revoked_at", "-created_at")
    living, revoked = rows.living()[:SHOWN], rows.exclude(revoked_at=None).order_by("-revoked_at")[:SHOWN]
    context = page_context(request, living=living, revoked=revoked, may_write=access.allows(CHANGE, request))
    return TemplateResponse(request, "admin/keys/list.html", context)


@sensitive_variables()
def new(request: HttpRequest) -> HttpResponse:
    """A secret is on the page that answers the form, and on no other."""
    sent = request.POST if request.method == "POST" else None
    form = NewKeyForm(sent, by=request.user, kind=request.GET.get("kind", ""), route=new_route())
    if issued := form.sent(lambda: new_key(**form.wanted())):
        return _made(request, issued.key, issued.text, _("The key is made."))
    context = page_context(request, form=form)
    return TemplateResponse(request, "admin/keys/new.html", context, status=form.status)


class KeyView(View):
    """GET shows a key and what may be changed of it; POST changes it."""

    def get(self, request: HttpRequest, key_id: int) -> HttpResponse:
        key = _visible(request, key_id)
        return self._show(request, key, KeyForm(key=key))

    def post(self, request: HttpRequest, key_id: int) -> HttpResponse:
        key = _visible(request, key_id)
        form = KeyForm(request.POST, key=key)
        if form.sent(lambda: change_key(key, **form.wanted())):
            messages.success(request, _("Saved. It counts everywhere within seconds."))
            return redirect("admin:api_key", key_id=key.pk)
        return self._show(request, key, form)

    def _show(self, request: HttpRequest, key: ApiKey, form: AskingForm) -> HttpResponse:
        about = {"rights": [title_of(name) for name in key.scopes], "old_until": _old_until(key)}
        may_write = access.allows(CHANGE, request)
        context = page_context(request, title=str(key), key=key, form=form, may_write=may_write, **about)
        return TemplateResponse(request, "admin/keys/key.html", context, status=form.status)


@method_decorator(sensitive_variables(), name="dispatch")
class RotateView(View):
    """POST gives another secret, which is on the page that answers and on no other."""

    def get(self, request: HttpRequest, key_id: int) -> HttpResponse:
        key = _living(request, key_id)
        return self._show(request, key, RotateForm(initial={"version": version_of(key)}))

    @method_decorator(sensitive_variables())
    def post(self, request: HttpRequest, key_id: int) -> HttpResponse:
        key = _living(request, key_id)
        form = RotateForm(request.POST)
        if text := form.sent(lambda: rotate_key(key, **form.cleaned_data, now=timezone.now())):
            return _made(request, key, text, _("The key has a new secret."))
        return self._show(request, key, form)

    def _show(self, request: HttpRequest, key: ApiKey, form: AskingForm) -> HttpResponse:
        context = page_context(request, key=key, form=form, old_until=_old_until(key))
        return TemplateResponse(request, "admin/keys/rotate.html", context, status=form.status)


def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    key = _living(request, key_id)
    if request.method == "POST":
        revoke_key(key, now=timezone.now())
        messages.success(request, _("Revoked. The key is refused everywhere within seconds."))
        return redirect("admin:api_keys")
    return TemplateResponse(request, "admin/keys/revoke.html", page_context(request, key=key, form=AskingForm()))


def _made(request: HttpRequest, key: ApiKey, text: str, said: str) -> HttpResponse:
    """The new text: a site key's stands on its page, a secret on this one answer only, which nothing keeps."""
    if key.is_site:
        messages.success(request, said)
        return redirect("admin:api_key", key_id=key.pk)
    context = page_context(request, title=str(key), key=key, text=text, said=said)
    return TemplateResponse(request, "admin/keys/shown_once.html", context)


def _old_until(key: ApiKey) -> datetime | None:
    """Until when the secret before works; None when it does not."""
    until = key.previous_until
    return until if until and until > timezone.now() else None


def _visible(request: HttpRequest, key_id: int) -> ApiKey:
    key = ApiKey.objects.visible_to(request.user).filter(pk=key_id).first()
    if key is None:
        raise Http404
    return key


def _living(request: HttpRequest, key_id: int) -> ApiKey:
    key = _visible(request, key_id)
    if key.revoked_at:
        raise Http404
    return key
