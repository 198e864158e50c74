"""Thousands of questions in one statement: which rows answer each of them. Raw SQL lives on this floor (H:T17)."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet

Lists = Mapping[str, Sequence[str | None]]


def equal_to(rows: QuerySet, same: Lists, either: Lists, *, most: int) -> dict[int, list[int]]:
    """By place in these lists, which are equally long, the rows that equal it in all of `same` and, where there is
    any, in one of `either`. `rows` gives a key and then, in this order, what the lists name; None equals nothing,
    and in `either` a number is a text. What more than `most` rows equal is left out."""
    asked = {**same, **either}
    if not all(asked.values()):
        return {}
    found, given = rows.query.sql_with_params()
    quoted = connection.ops.quote_name
    equal = [f"found.{one} = asked.{one}" for one in map(quoted, same)]
    if either:
        equal.append(f"({' OR '.join(f'found.{one}::text = asked.{one}' for one in map(quoted, either))})")
    lists, names = ", ".join(["%s::text[]"] * len(asked)), ", ".join(map(quoted, asked))
    # OFFSET 0: each place asks the index. PostgreSQL would sort the whole table of a clinic that grew just now.
    sql = (
        f"SELECT asked.at, array_agg(one.pk) FROM unnest({lists}) WITH ORDINALITY AS asked({names}, at)"  # noqa: S608
        f" JOIN LATERAL (SELECT found.pk FROM ({found}) AS found(pk, {names}) WHERE {' AND '.join(equal)} OFFSET 0)"
        " AS one ON TRUE GROUP BY asked.at HAVING count(*) <= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*map(list, asked.values()), *given, most])
        return {at - 1: keys for at, keys in cursor.fetchall()}
