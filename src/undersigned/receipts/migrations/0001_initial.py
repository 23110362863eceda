import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def begin_with_who_comes(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever has confirmed before there were such letters is not written to all at once."""
    mailed = apps.get_model("receipts", "Mailed")
    tallies = apps.get_model("signing", "Tally").objects.order_by("pk")
    mailed.objects.bulk_create(
        mailed(petition_id=petition_id, up_to=confirmed)
        for petition_id, confirmed in tallies.values_list("petition_id", "confirmed")
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('signing', '0009_news'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailed',
            fields=[
                ('petition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='signing.petition')),
                ('up_to', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(begin_with_who_comes, migrations.RunPython.noop),
    ]
