"""`make messages`: collect the texts, merge them into each language, compile; says what waits for a translation."""

import os
import sys

import django


def main() -> int:
    """0 when every language is whole; 1 when texts wait to be translated."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.dev")
    os.environ.setdefault("DATABASE_URL", "postgres:///nothing-is-asked-of-it")
    django.setup()
    from crm.languages import catalogues
    from crm.languages.sources import texts

    found, waiting = texts(), 0
    for language in catalogues.languages():
        catalogue = catalogues.merge(language, found)
        catalogues.path_of(language).with_suffix(".mo").write_bytes(catalogues.compiled(catalogue))
        left = catalogues.untranslated(catalogue)
        waiting += len(left)
        print(f"{language}: {len(found)} texts, {len(left)} wait for a translation.")  # noqa: T201
        for text in left if "--list" in sys.argv else []:
            print(f"  {text!r}")  # noqa: T201
    return int(waiting > 0)


if __name__ == "__main__":
    sys.exit(main())
