"""The ledger only grows: the database itself refuses to change or delete what is written (reliability.md, promise 7).

On SQLite a migration that remakes one of these tables loses its triggers and must make them again.
"""

from datetime import UTC

from django.conf import settings
from django.db import migrations

from kehoach.lib.ledger import mark_of

MESSAGE = "The ledger only grows."
RULES = [
    (f"{table}_no_{act.lower()}", table, act)
    for table in ("units_change", "units_ledgerentry")
    for act in ("UPDATE", "DELETE")
]
FACTS = ("verb", "subject", "subject_id", "name", "before", "after", "reason", "origin")


def create_sql(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for name, table, act in RULES
        ]
    return [
        "CREATE FUNCTION units_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION units_refuse()"
            for name, table, act in RULES
        ),
    ]


def drop_sql(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in RULES]
    drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, _ in RULES]
    return [*drops, "DROP FUNCTION IF EXISTS units_refuse()"]


def mark_what_is_there(apps, schema_editor):
    """Entries from before there were marks; from here on nobody can add one unseen."""
    for change in apps.get_model("units", "Change").objects.filter(mark="").order_by("pk").iterator():
        at = change.at.astimezone(UTC).isoformat(timespec="microseconds")
        facts = {name: getattr(change, name) for name in FACTS}
        change.mark = mark_of(settings.LEDGER_KEY, {"at": at, "by": change.by_id, **facts})
        change.save(update_fields=["mark"])


def create(apps, schema_editor):
    for statement in create_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in drop_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("units", "0004_ledger")]
    operations = [
        migrations.RunPython(mark_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(create, drop),
    ]
