from django_countries import countries
from phonenumbers import SUPPORTED_REGIONS


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166 codes with names in the reader's language, in the order of these."""
    return [(country.code, country.name) for country in countries]


def is_country(code: str) -> bool:
    """Whether ISO 3166 knows these two capitals, or telephones do: Kosovo (XK) has numbers and no entry yet."""
    return code in countries.countries or code in SUPPORTED_REGIONS
