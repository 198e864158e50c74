"""No app's tests are left out of a plain `make test`."""

import configparser

from django.conf import settings


def test_each_folder_with_tests_is_among_the_paths_pytest_walks():
    read = configparser.ConfigParser()
    read.read(settings.BASE_DIR / "pytest.ini")
    walked = set(read["pytest"]["testpaths"].split())
    files = settings.BASE_DIR.glob("[a-z]*/**/test_*.py")
    holding = {path.relative_to(settings.BASE_DIR).parts[0] for path in files}

    assert holding == walked
