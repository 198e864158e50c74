from tenants.settings.services.holidays.rules import Days, around, easter, fixed

_FIXED = {
    (1, 1): "Újév",
    (3, 15): "Az 1848-as forradalom ünnepe",
    (5, 1): "A munka ünnepe",
    (8, 20): "Az államalapítás ünnepe",
    (10, 23): "Az 1956-os forradalom ünnepe",
    (11, 1): "Mindenszentek",
    (12, 25): "Karácsony",
    (12, 26): "Karácsony",
}
_EASTER = {-2: "Nagypéntek", 0: "Húsvétvasárnap", 1: "Húsvéthétfő", 49: "Pünkösdvasárnap", 50: "Pünkösdhétfő"}


def holidays(year: int) -> Days:
    return fixed(year, _FIXED) + around(easter(year), _EASTER)
