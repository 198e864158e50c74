"""Domains whose mailboxes anybody gets for nothing, or with a line at home: no sign of a company."""

# Under many top-level domains: yahoo.it, yahoo.co.uk, hotmail.com.tr.
_FAMILIES = """gmail googlemail yahoo ymail rocketmail hotmail outlook live msn aol icloud gmx yandex proton
    protonmail tutanota tuta mail email"""
_DOMAINS = {
    "anywhere": "me.com mac.com pm.me fastmail.com hey.com hushmail.com inbox.com qq.com 163.com 126.com",
    "it": """libero.it virgilio.it alice.it tin.it tiscali.it inwind.it iol.it fastwebnet.it poste.it teletu.it
        omniway.sm""",
    "ch": "bluewin.ch hispeed.ch sunrise.ch",
    "de": "web.de t-online.de freenet.de arcor.de posteo.de kabelmail.de vodafonemail.de online.de",
    "at": "aon.at chello.at a1.net",
    "fr": "orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr",
    "be nl lu": """telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl home.nl hetnet.nl xs4all.nl
        casema.nl quicknet.nl pt.lu""",
    "gb ie": """btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com blueyonder.co.uk tiscali.co.uk
        eircom.net""",
    "es pt": "telefonica.net terra.es ono.com movistar.es sapo.pt clix.pt",
    "pl": "wp.pl o2.pl onet.pl onet.eu op.pl interia.pl poczta.fm gazeta.pl tlen.pl",
    "cz sk": "seznam.cz centrum.cz volny.cz post.cz azet.sk zoznam.sk",
    "hu ro bg": "freemail.hu citromail.hu indamail.hu t-online.hu upcmail.hu home.ro abv.bg",
    "north": "telia.com online.no jubii.dk tdcadsl.dk spray.se comhem.se kolumbus.fi luukku.com",
    "tr al gr": "mynet.com superonline.com ttmail.com abcom.al albaniaonline.net otenet.gr hol.gr",
    "hr si rs me": "net.hr inet.hr siol.net eunet.rs t-com.me",
    "ua ru il": "ukr.net i.ua bk.ru inbox.ru list.ru rambler.ru ya.ru walla.co.il",
    "us ca": """comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net shaw.ca
        rogers.com""",
}
FAMILIES = frozenset(_FAMILIES.split())
DOMAINS = frozenset(" ".join(_DOMAINS.values()).split())
_LONGEST_ENDING = 3  # of the parts behind a family's name: it, co.uk, com.tr


def is_free(domain: str) -> bool:
    """`domain` as it stands behind the @, in lower case."""
    name, _, ending = domain.partition(".")
    is_family = name in FAMILIES and all(len(part) <= _LONGEST_ENDING for part in ending.split("."))
    return is_family or domain in DOMAINS
