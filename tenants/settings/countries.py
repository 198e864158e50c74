from django_countries import countries


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166 codes with names in the reader's language, in the order of these."""
    return [(country.code, country.name) for country in countries]
