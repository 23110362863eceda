from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_served'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waiting',
            name='commitment',
            field=models.BinaryField(max_length=36, null=True),
        ),
    ]
