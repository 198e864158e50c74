"""What the sample websites show: words by clinic and language, one layout, pictures of our own."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine, Template

from crm.run.demo import DemoClinic, read_demo
from leads.website.snippet import Form, context_of, tidy

HERE = Path(__file__).parent
SITES = {folder.name: folder for folder in sorted((HERE / "sites").iterdir()) if folder.is_dir()}
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
# What may be asked for by name: nothing else of the disk can be.
FILES = {
    file.relative_to(HERE).as_posix().replace("sites/", "").replace("pages/", ""): file
    for file in sorted([*HERE.glob("sites/*/*"), *HERE.glob("pages/*")])
    if file.suffix in TYPES
}
NAMES = {"it": "Italiano", "en": "English", "de": "Deutsch"}


@dataclass(frozen=True)
class Site:
    """The website of one demo clinic: `home` is where its form goes, `model` the folder whose words it speaks."""

    name: str
    slug: str
    key: str
    home: str
    model: str

    @property
    def languages(self) -> list[str]:
        """Its people's first, then English."""
        return sorted((file.stem for file in SITES[self.model].glob("*.json")), key=lambda code: code == "en")


def sites(home: Path, web: int) -> list[Site]:
    """The clinics of home/demo.json that have a site key; read again each time, for they may be seeded anew."""
    found = read_demo(home)
    return [_site(clinic, web) for clinic in (found.clinics if found else []) if clinic.site_key]


def page(site: Site, language: str) -> str:
    words: dict[str, Any] = json.loads((SITES[site.model] / f"{language}.json").read_text(encoding="utf-8"))
    links = [(code, NAMES[code], code == language) for code in site.languages]
    context = {"site": site, "language": language, "languages": links, "form": _form(site, language), **words}
    return _layout().render(Context(context, use_l10n=False, use_tz=False))


def _site(clinic: DemoClinic, web: int) -> Site:
    model = clinic.slug if clinic.slug in SITES else next(iter(SITES))
    return Site(clinic.name, clinic.slug, clinic.site_key, f"http://{clinic.host}:{web}", model)


def _form(site: Site, language: str) -> str:
    """The very HTML that the integrations page gives; only its engine is another one."""
    shown = _engine().get_template("leads/website/snippet.html")
    context = context_of(Form(key=site.key, slug=site.slug, home=site.home, language=language))
    return tidy(shown.render(Context(context, use_l10n=False, use_tz=False)))


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE / "pages"), str(HERE.parents[1] / "templates")])


def _layout() -> Template:
    return _engine().get_template("site.html")
