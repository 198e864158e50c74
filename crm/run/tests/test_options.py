import pytest

from crm.run.options import Ports, Refused, ports


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Ports(8000, 8001)),
        ({"PORT": "", "LIVE_PORT": ""}, Ports(8000, 8001)),
        ({"PORT": "9000"}, Ports(9000, 9001)),
        ({"LIVE_PORT": "7000"}, Ports(8000, 7000)),
    ],
)
def test_live_is_next_to_web_unless_it_is_said(environment: dict[str, str], expected: Ports):
    assert ports(environment) == expected


@pytest.mark.parametrize("text", ["0", "65536", "-1", "web", "８０００", "80.5"])
def test_what_is_no_port_is_named(text: str):
    with pytest.raises(Refused, match=f"PORT={text}"):
        ports({"PORT": text})


def test_web_and_live_cannot_share_a_port():
    with pytest.raises(Refused, match="one each"):
        ports({"PORT": "9000", "LIVE_PORT": "9000"})
