"""The look keeps its own rules: one palette, nothing inline, one heading a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
STYLES = [f"crm/{part}.css" for part in ("tokens", "bridgework", "desk", "list", "public")] + ["leads/lead.css"]


def test_what_unfold_prints_inline_are_our_tokens():
    tokens = Path(finders.find("crm/tokens.css")).read_text()

    for name, weights in settings.UNFOLD["COLORS"].items():
        for weight, value in weights.items():
            assert f"--color-{name}-{weight}:{value};" in tokens


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != "mail.html"], ids=str)
def test_no_template_of_a_page_has_inline_style_or_script(path):
    """A mail has no other place for its style."""
    text = re.sub(r"{%.*?%}", "", path.read_text())  # what a tag is given is no attribute

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
    assert not [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]
    assert "https://" not in text.replace("https://docs", "")


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_template_compiles(path):
    get_template(str(path.relative_to(Path(settings.BASE_DIR) / "templates")))


@pytest.mark.parametrize("name", STYLES)
def test_styles_are_found_small_and_ask_nobody_else(name):
    text = Path(finders.find(name)).read_text()

    assert text.count("\n") <= 300
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert text.count("{") == text.count("}")


def test_the_index_is_ours_and_not_that_of_django_tenants():
    assert Path(get_template("admin/index.html").origin.name).is_relative_to(Path(settings.BASE_DIR) / "templates")
