"""Who tells us to stop is heard in eight languages, however they spell it; who does not, is not (H:G7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.services.stop_words import START, STOP, asked_by

SPELLINGS = [
    *(
        "STOP",
        "stop",
        "Stop ",
        " stop.",
        "STOP!!!",
        "S.T.O.P.",
        "s t o p",
        "«Stop»",
        "ＳＴＯＰ",
        "Stop please",
        "please stop",
    ),
    *(
        "STOPALL",
        "Stop all",
        "UNSUBSCRIBE",
        "cancel",
        "End",
        "QUIT",
        "REVOKE",
        "opt-out",
        "OptOut",
        "Stop 🙏",
        "\u200fSTOP",
    ),
    *("Don’t message me", "No more messages", "Basta!", "FERMA", "Annulla", "disiscrivimi", "Non scrivetemi più"),
    *("non scrivetemi piu", "Basta, grazie", "Stopp", "ABMELDEN", "Bitte keine Nachrichten mehr", "aufhören"),
    *(
        "AUFHÖREN",
        "Arrêt",
        "ARRET",
        "arrêtez",
        "désabonner",
        "Stop SMS svp",
        "Ne m'écrivez plus",
        "ne m’écrivez plus",
    ),
    *(
        "Baja",
        "BAJA",
        "No más mensajes",
        "no mas mensajes por favor",
        "Parar",
        "DUR",
        "dur.",
        "İPTAL",
        "iptal",
        "IPTAL",
    ),
    *(
        "Lütfen yazmayın",
        "mesaj istemiyorum",
        "ÇIK",
        "NDAL",
        "Anulo",
        "ANULO",
        "Ju lutem ndaloni",
        "Mos më shkruani",
    ),
    *(
        "mos me shkruani",
        "توقف",
        "أوقف",
        "اوقف",
        "إلغاء الاشتراك",
        "الغاء الاشتراك",
        "كَفَى",
        "توقـف",
        "شكرا توقف",
        "لا ترسلوا لي",
    ),
]
OTHERS = [
    *(
        "please don't stop",
        "please stop by at 5",
        "Stopover in Rome?",
        "Don't stop",
        "non-stop",
        "bus stop",
        "",
        " ",
        "?",
    ),
    *(
        "end of May works",
        "basta un'ora?",
        "Fermata del bus",
        "Wann ist Ende der Behandlung?",
        "arrêt de bus",
        "dura mucho",
    ),
    *(
        "Can I cancel my appointment?",
        "İptal etmek istemiyorum, devam",
        "ndalesa e autobusit",
        "لا تتوقف",
        "no",
        "thanks",
        "1",
    ),
    "stop " * 40,
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_whoever_says_stop_is_heard(text):
    assert asked_by(text) == STOP


@pytest.mark.parametrize("text", OTHERS)
def test_whoever_writes_of_something_else_is_not_stopped(text):
    assert asked_by(text) == ""


@pytest.mark.parametrize("text", ["START", "unstop", "Opt in please"])
def test_whoever_wants_more_is_heard(text):
    assert asked_by(text) == START


@given(st.text())
def test_any_text_has_an_answer(text):
    assert asked_by(text) in {STOP, START, ""}
