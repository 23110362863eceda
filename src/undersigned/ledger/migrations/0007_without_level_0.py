from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def drop(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """They are made of the bundles now, see `tables`."""
    apps.get_model("ledger", "Tile").objects.filter(level=0).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_entry_without_rowid'),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
    ]
