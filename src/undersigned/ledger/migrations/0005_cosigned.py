from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_epochs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cosigned',
            fields=[
                ('pk', models.CompositePrimaryKey('petition_id', 'witness', blank=True, editable=False, primary_key=True, serialize=False)),
                ('petition_id', models.BigIntegerField()),
                ('witness', models.CharField(max_length=300)),
                ('size', models.BigIntegerField()),
                ('note', models.TextField()),
                ('line', models.TextField()),
            ],
        ),
    ]
