"""Issued roll-ups are frozen by the database itself (reliability.md, promise 6)."""

from django.db import migrations

MESSAGE = "An issued roll-up is frozen."
ISSUED = "(SELECT state FROM reports_rollup WHERE id = {row}.rollup_id) = 'issued'"
# (trigger, table, act, condition)
RULES = [
    ("reports_rollup_no_update", "reports_rollup", "UPDATE", "OLD.state = 'issued'"),
    ("reports_rollup_no_delete", "reports_rollup", "DELETE", "OLD.state = 'issued'"),
    ("reports_rolluppart_no_insert", "reports_rolluppart", "INSERT", ISSUED.format(row="NEW")),
    ("reports_rolluppart_no_update", "reports_rolluppart", "UPDATE", ISSUED.format(row="OLD")),
    ("reports_rolluppart_no_delete", "reports_rolluppart", "DELETE", ISSUED.format(row="OLD")),
    ("reports_rollupfile_no_insert", "reports_rollupfile", "INSERT", ISSUED.format(row="NEW")),
    ("reports_rollupfile_no_update", "reports_rollupfile", "UPDATE", "TRUE"),
    ("reports_rollupfile_no_delete", "reports_rollupfile", "DELETE", "TRUE"),
]


def create_sql(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for name, table, act, condition in RULES
        ]
    statements = [
        "CREATE FUNCTION reports_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ]
    for name, table, act, condition in RULES:
        # PostgreSQL's WHEN takes no subquery, so those that need one ask inside the function.
        if "SELECT" in condition:
            result = "NEW" if act == "INSERT" else "OLD" if act == "DELETE" else "NEW"
            statements += [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                f"RETURN {result}; END $$",
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
        else:
            statements.append(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) "
                "EXECUTE FUNCTION reports_refuse()"
            )
    return statements


def drop_sql(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in RULES]
    statements = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, *_ in RULES]
    functions = [name for name, _, _, condition in RULES if "SELECT" in condition]
    return statements + [f"DROP FUNCTION IF EXISTS {name}()" for name in [*functions, "reports_refuse"]]


def create(apps, schema_editor):
    for statement in create_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in drop_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_initial")]
    operations = [migrations.RunPython(create, drop)]
