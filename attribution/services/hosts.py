"""Websites that everybody knows: search engines, social networks and mail in the browser. Pure."""

from collections.abc import Collection

META_HOSTS = frozenset(
    {"facebook.com", "instagram.com", "fb.com", "fb.me", "messenger.com", "threads.net", "threads.com"}
)
SOCIAL_HOSTS = frozenset(
    {
        "t.co",
        "x.com",
        "twitter.com",
        "linkedin.com",
        "lnkd.in",
        "youtube.com",
        "youtu.be",
        "tiktok.com",
        "pinterest.com",
    }
    | {"pin.it", "reddit.com", "snapchat.com", "t.me", "telegram.org", "vk.com", "ok.ru", "quora.com", "tumblr.com"}
    | {"whatsapp.com", "wa.me", "com.linkedin.android", "com.twitter.android", "com.reddit.frontpage"}
)
MAIL_HOSTS = frozenset(
    {"mail.google.com", "com.google.android.gm", "outlook.live.com", "outlook.office.com", "outlook.office365.com"}
    | {
        "mail.yahoo.com",
        "mail.proton.me",
        "mail.libero.it",
        "mail.virgilio.it",
        "webmail.aruba.it",
        "mail.ru",
        "mail.gmx.net",
    }
)
SEARCH_HOSTS = frozenset(
    {"duckduckgo.com", "ecosia.org", "qwant.com", "startpage.com", "baidu.com", "search.brave.com", "bing.com"}
    | {"com.google.android.googlequicksearchbox", "search.yahoo.com", "yahoo.com", "chatgpt.com", "perplexity.ai"}
)
_ENGINES = frozenset({"google", "yandex"})  # each of their countries has its own


def is_one_of(host: str, sites: Collection[str]) -> bool:
    """`host` or a part of one of them. Google and Yandex in any country are search engines."""
    if not host:
        return False
    labels = host.split(".")
    if any(".".join(labels[place:]) in sites for place in range(len(labels))):
        return True
    return sites is SEARCH_HOSTS and not _ENGINES.isdisjoint(labels[:2])
