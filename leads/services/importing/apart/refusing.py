"""Why a file is not read: codes, put into words by importing.files.apart_from_us."""

TOO_LARGE, TOO_MANY_COLUMNS, DAMAGED, ENTITIES = "too_large", "too_many_columns", "damaged", "entities"
NO_SHEET, EMPTY, NOT_JSON, TOO_DEEP, NO_LIST = "no_sheet", "empty", "not_json", "too_deep", "no_list"


class Refused(Exception):
    """`code` is one of the above."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
