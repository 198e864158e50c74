"""While somebody writes down a new lead: is this person known already? (F:I7)"""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from leads.services.duplicates.about_to import about_to
from leads.services.many import CHANGE
from leads.services.new_lead import PERSON
from tenants.desk.pages import register_page


def known(request: HttpRequest) -> HttpResponse:
    """A piece of a page; nothing in it when nobody is like them. By POST: no contact stands in an address."""
    said = {name: request.POST.get(name, "") for name in (*PERSON, "country")}
    found = about_to(said, reader=request.user)
    response = TemplateResponse(request, "leads/twins/known.html", {"found": found})
    response["Cache-Control"] = "no-store"
    return response


title = gettext_lazy("Known already")
register_page("leads/known/", known, name="lead_known", title=title, permission=CHANGE, methods=["POST"])
