from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# On SQLite the key alone is the table: half as large as with a number for each row, and the key beside.
TABLE = """
CREATE TABLE ledger_entry_new (
    petition_id bigint NOT NULL, signature_id blob NOT NULL, "index" bigint NOT NULL,
    PRIMARY KEY (petition_id, signature_id)
) WITHOUT ROWID
"""


def rebuild(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    editor.execute(TABLE)
    editor.execute(
        'INSERT INTO ledger_entry_new SELECT petition_id, signature_id, "index" FROM ledger_entry'
        " ORDER BY petition_id, signature_id"
    )
    editor.execute("DROP TABLE ledger_entry")
    editor.execute("ALTER TABLE ledger_entry_new RENAME TO ledger_entry")


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_cosigned'),
    ]

    operations = [
        migrations.RunPython(rebuild, migrations.RunPython.noop),
    ]
