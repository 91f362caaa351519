"""Rows by the million: past the ORM, COPY on PostgreSQL, one prepared statement on SQLite."""

import io
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

BATCH = 20_000


class Table:
    """Rows of one model on their way into the database. Ids are counted here, so that others can name them at once.

    Takes: names: the columns that `add` is given, in that order; the others get the model's defaults.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
        rest = [name for name in fields if name not in names]
        self.model = model
        self.columns = ["id", *(fields[name].column for name in (*names, *rest))]
        self.rest = tuple(_default(fields[name]) for name in rest)
        self.rows: list[tuple[Any, ...]] = []
        self.last = 0

    def add(self, *values: Any) -> int:
        self.last += 1
        self.rows.append((self.last, *values, *self.rest))
        if len(self.rows) == BATCH:
            self.flush()
        return self.last

    def flush(self) -> None:
        write = _copy if connection.vendor == "postgresql" else _insert
        write(connection.ops.quote_name(self.model._meta.db_table), self.columns, self.rows)
        self.rows = []


def _default(field: models.Field) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) else value


def _copy(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    text = "".join("\t".join(map(_text, row)) + "\n" for row in rows)
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.StringIO(text))


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)


def _insert(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    plain = [tuple(_text(value) if isinstance(value, datetime) else value for value in row) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)  # noqa: S608  names of our models


def trust_rows() -> None:
    """PostgreSQL: leave out the check of each foreign key while loading, where the database user may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("SET session_replication_role = replica")


def settle(tables: Sequence[type[models.Model]]) -> None:
    """The next ids follow ours; the planner knows what is there."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
