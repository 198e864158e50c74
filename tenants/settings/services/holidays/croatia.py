from tenants.settings.services.holidays.rules import Days, around, easter, fixed

_FIXED = {
    (1, 1): "Nova godina",
    (1, 6): "Bogojavljenje ili Sveta tri kralja",
    (5, 1): "Praznik rada",
    (5, 30): "Dan državnosti",
    (6, 22): "Dan antifašističke borbe",
    (8, 5): "Dan pobjede i domovinske zahvalnosti",
    (8, 15): "Velika Gospa",
    (11, 1): "Svi sveti",
    (11, 18): "Dan sjećanja",
    (12, 25): "Božić",
    (12, 26): "Sveti Stjepan",
}
_EASTER = {0: "Uskrs", 1: "Uskrsni ponedjeljak", 60: "Tijelovo"}


def holidays(year: int) -> Days:
    return fixed(year, _FIXED) + around(easter(year), _EASTER)
