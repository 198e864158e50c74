"""Whose export a file is, by its columns, and what theirs become."""

from collections.abc import Mapping, Sequence
from functools import cache

from leads.services.exporting.columns import known_headings
from leads.services.importing.columns.folding import folded
from leads.services.importing.columns.targets import OWN

META, HUBSPOT, SALESFORCE, PLACES, BRIDGEWORK, OTHER = (
    "meta", "hubspot", "salesforce", "places", "bridgework", "other",
)  # fmt: skip
PLACE_IDS = ("placeid", "id", "cid", "dataid")  # the first that says something is meant

_OF_PLACES = """placeid totalscore reviewscount reviewrating reviewcount website rating category displaynametext
    userratingcount businessstatus googlemapsuri websiteuri categoryname primarytype permanentlyclosed cid"""
# Columns that one kind has, and how many of them are enough.
_SIGNS: Sequence[tuple[str, int, str]] = [
    (META, 4, "createdtime adid adsetid campaignid formid formname isorganic platform"),
    (PLACES, 2, _OF_PLACES),
    (HUBSPOT, 2, "recordid contactowner createdate leadstatus lifecyclestage"),
    (SALESFORCE, 3, "leadid leadsource companyaccount mobilephone leadstatus createddate isconverted leadowner"),
]
_OWN: Mapping[str, Mapping[str, str]] = {
    META: {
        "id": "reference", "createdtime": "created", "fullname": "name", "phonenumber": "phone",
        "platform": "source", "campaignname": "sub_source", "isorganic": "", "adid": "", "adname": "",
        "adsetid": "", "adsetname": "", "campaignid": "", "formid": "", "formname": "", "leadstatus": "",
    },
    HUBSPOT: {"recordid": "reference", "leadstatus": "stage", "lifecyclestage": ""},
    SALESFORCE: {
        "id": "reference", "leadid": "reference", "leadstatus": "stage", "status": "stage", "title": "",
        "mobile": "phone2", "hasoptedoutofemail": "do_not_contact", "ownerid": "",
    },
    PLACES: {
        "title": "company", "name": "company", "displaynametext": "company", "internationalphonenumber": "phone",
        "phoneunformatted": "phone", "nationalphonenumber": "phone2", "id": "reference", "placeid": "reference",
        "cid": "reference", "dataid": "reference", "permanentlyclosed": "closed", "businessstatus": "closed",
        "status": "closed", "completeaddresscity": "city", "completeaddresscountry": "country",
        "displaynamelanguagecode": "language", "locationcity": "city", "description": "", "category": "",
        "reviewslink": "",
    },
}  # fmt: skip


# Of our own exports, by key; what is not here is called alike, or becomes nothing.
_OURS: Mapping[str, str] = {
    "id": "reference", "name": "", "interest": "interest", "treatment": "interest", "stage": "stage",
    "stage_semantic": "stage", "owner_email": "owner", "notes": "note",
}  # fmt: skip


def recognise(header: Sequence[str]) -> str:
    """One of the kinds above. People rename, add and lose columns: most of a kind's own are enough."""
    ours = [_our_key(name) for name in header]
    if ours[:1] == ["id"] and "do_not_contact" in ours:
        return BRIDGEWORK
    names = {folded(name) for name in header}
    return next((kind for kind, enough, signs in _SIGNS if len(names.intersection(signs.split())) >= enough), OTHER)


def own_target(kind: str, name: str) -> str | None:
    """What that column becomes in a file of that kind; None where the kind says nothing of it."""
    if kind == BRIDGEWORK and (key := _our_key(name)):
        return _OURS.get(key, key if key in OWN else "")
    return _OWN.get(kind, {}).get(folded(name))


def _our_key(name: str) -> str:
    return _headings().get(name.strip().lower(), "")


@cache
def _headings() -> dict[str, str]:
    return known_headings()
