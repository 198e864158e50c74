from tenants.settings.services.holidays.rules import Days, around, easter, fixed

_FIXED = {
    (1, 1): "Nowy Rok",
    (1, 6): "Święto Trzech Króli",
    (5, 1): "Święto Pracy",
    (5, 3): "Święto Narodowe Trzeciego Maja",
    (8, 15): "Wniebowzięcie Najświętszej Maryi Panny",
    (11, 1): "Wszystkich Świętych",
    (11, 11): "Narodowe Święto Niepodległości",
    (12, 24): "Wigilia Bożego Narodzenia",
    (12, 25): "Boże Narodzenie",
    (12, 26): "Boże Narodzenie",
}
_EASTER = {0: "Wielkanoc", 1: "Poniedziałek Wielkanocny", 49: "Zielone Świątki", 60: "Boże Ciało"}


def holidays(year: int) -> Days:
    return fixed(year, _FIXED) + around(easter(year), _EASTER)
