"""A mail in HTML: whatever somebody wrote, it is our paragraphs and our links, and nothing is loaded (H:X2, X5)."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comms.services.letters import direction_of, page, paragraphs

OWN = "https://tirana.example.com"
TAGS = {"html", "head", "meta", "title", "body", "p", "br", "a", "div"}
NAMES = {"lang", "dir", "charset", "style", "href"}


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.names, self.links = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


def test_everything_is_escaped_and_only_our_own_links_are_links():
    said = f"Hi <a href=//evil>https://evil.example\nhow are you?\n\n{OWN}/l/ab-C_1 <b>"

    assert paragraphs(said, OWN) == (
        '<p dir="auto">Hi &lt;a href=//evil&gt;https://evil.example<br>how are you?</p>\n'
        f'<p dir="auto"><a href="{OWN}/l/ab-C_1">{OWN}/l/ab-C_1</a> &lt;b&gt;</p>'
    )


@pytest.mark.parametrize(
    "address", [f"{OWN}.evil.example/l/a", f"{OWN}@evil.example/a", f"{OWN}/l/a@evil", f"{OWN}/a?next=//evil"]
)
def test_what_only_begins_like_ours_is_no_link(address):
    assert "href" not in paragraphs(f"See {address}", OWN)


def test_a_sentence_may_end_behind_a_link():
    assert Seen(paragraphs(f"Look: {OWN}/l/abc. Or {OWN}/u/x?", OWN)).links == [f"{OWN}/l/abc", f"{OWN}/u/x"]


@given(st.text(max_size=80), st.text(max_size=20))
@example("</title><script>alert(1)</script>", '"><img src=x>')
def test_no_text_makes_another_tag_or_another_address(evil, name):
    whole = page(f"{evil} {OWN}/l/abc\n\n{name}", OWN, subject=evil, language=name, ending=f"{name}: {OWN}/u/1-a")

    seen = Seen(whole)
    assert (seen.tags - TAGS, seen.names - NAMES) == (set(), set())
    assert all(link.startswith(f"{OWN}/") for link in seen.links)


def test_arabic_is_read_from_right_to_left():
    assert direction_of("1. مرحبا Anna") == "rtl"
    assert direction_of("12 Ciao مرحبا") == "ltr"
    assert '<html lang="ar" dir="rtl">' in page("مرحبا", OWN, subject="", language="ar")
