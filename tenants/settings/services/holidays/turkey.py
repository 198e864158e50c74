from tenants.settings.services.holidays.moon import END_OF_RAMADAN, SACRIFICE
from tenants.settings.services.holidays.rules import Days, around, fixed

_FIXED = {
    (1, 1): "Yılbaşı",
    (4, 23): "Ulusal Egemenlik ve Çocuk Bayramı",
    (5, 1): "Emek ve Dayanışma Günü",
    (5, 19): "Atatürk'ü Anma, Gençlik ve Spor Bayramı",
    (7, 15): "Demokrasi ve Millî Birlik Günü",
    (8, 30): "Zafer Bayramı",
    (10, 29): "Cumhuriyet Bayramı",
}


def holidays(year: int) -> Days:
    found = fixed(year, _FIXED)
    if year in END_OF_RAMADAN:
        found += around(END_OF_RAMADAN[year], dict.fromkeys(range(3), "Ramazan Bayramı"))
        found += around(SACRIFICE[year], dict.fromkeys(range(4), "Kurban Bayramı"))
    return found
