"""Rows made by the database from rows it has: INSERT … SELECT, for acts on tens of thousands of units."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet, Value
from django.db.models.expressions import BaseExpression, Combinable


class Typed(Value):
    """A constant that PostgreSQL is told the type of, because nothing in a SELECT list says it."""

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:
        sql, params = self.as_sql(compiler, connection)
        return f"({sql})::{self.output_field.db_type(connection)}", params


def insert_from(source: QuerySet[Any], model: type[models.Model], *, skip_known: bool = False, **values: Any) -> int:
    """One new row of `model` for each row of `source`.

    Takes: values: constants, or expressions over a source row; a column that is not named gets its default;
    skip_known: pass over rows that somebody else made meanwhile, by any unique constraint.
    Gives: how many. Queries: 1, whatever the number of rows.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    selected = {f"new_{field.attname}": _expression(field, values) for field in fields}
    if values:
        raise ValueError(f"{model.__name__} has no {', '.join(values)}")
    try:
        sql, params = source.annotate(**selected).values_list(*selected).query.sql_with_params()
    except EmptyResultSet:  # the source is empty by itself, so Django has no statement for it
        return 0
    table, *columns = (connection.ops.quote_name(name) for name in (model._meta.db_table, *(f.column for f in fields)))
    with connection.cursor() as cursor:
        known = " ON CONFLICT DO NOTHING" if skip_known else ""
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {sql}{known}", params)
        return cursor.rowcount


def _expression(field: models.Field, values: dict[str, Any]) -> BaseExpression | Combinable:
    """What goes into the column; takes its value out of `values`."""
    value = values.pop(field.name, values.pop(field.attname, field.get_default()))
    if isinstance(value, BaseExpression | Combinable):
        return value
    return Typed(value.pk if isinstance(value, models.Model) else value, output_field=field)
