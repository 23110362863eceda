from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_declared'),
    ]

    operations = [
        migrations.AddField(
            model_name='log',
            name='ended',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='log',
            name='epoch',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='log',
            name='older',
            field=models.TextField(db_default='', default=''),
        ),
    ]
