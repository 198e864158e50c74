"""The feasts of the Islamic calendar, which no rule gives in advance: their first days in Turkey.

Where a country sees the moon itself it may be a day later: a clinic changes it then.
"""

from datetime import date

END_OF_RAMADAN = {2026: date(2026, 3, 20), 2027: date(2027, 3, 9), 2028: date(2028, 2, 26)}
SACRIFICE = {2026: date(2026, 5, 27), 2027: date(2027, 5, 16), 2028: date(2028, 5, 5)}
