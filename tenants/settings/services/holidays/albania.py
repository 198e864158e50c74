from tenants.settings.services.holidays.moon import END_OF_RAMADAN, SACRIFICE
from tenants.settings.services.holidays.rules import Days, easter, fixed, orthodox_easter

_FIXED = {
    (1, 1): "Viti i Ri",
    (1, 2): "Viti i Ri",
    (3, 14): "Dita e Verës",
    (3, 22): "Dita e Novruzit",
    (5, 1): "Dita Ndërkombëtare e Punëtorëve",
    (9, 5): "Dita e Shenjtërimit të Shenjt Terezës",
    (11, 22): "Dita e Alfabetit",
    (11, 28): "Dita e Flamurit dhe e Pavarësisë",
    (11, 29): "Dita e Çlirimit",
    (12, 8): "Dita Kombëtare e Rinisë",
    (12, 25): "Krishtlindjet",
}


def holidays(year: int) -> Days:
    found = fixed(year, _FIXED)
    found += [(easter(year), "Pashkët Katolike"), (orthodox_easter(year), "Pashkët Ortodokse")]
    if year in END_OF_RAMADAN:
        found += [(END_OF_RAMADAN[year], "Dita e Bajramit të Madh"), (SACRIFICE[year], "Dita e Kurban Bajramit")]
    return found
