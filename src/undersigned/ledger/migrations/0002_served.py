from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def take_over(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What is served of each log that there is."""
    served, checkpoints = apps.get_model("ledger", "Served"), apps.get_model("ledger", "Checkpoint")
    for petition_id in apps.get_model("ledger", "Log").objects.order_by("pk").values_list("pk", flat=True):
        newest = checkpoints.objects.filter(petition_id=petition_id, note__isnull=False).order_by("-size").first()
        if newest is not None:
            served.objects.create(
                petition_id=petition_id, size=newest.size, count=newest.count, samples=newest.samples
            )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Served',
            fields=[
                ('petition_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('count', models.BigIntegerField()),
                ('samples', models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
