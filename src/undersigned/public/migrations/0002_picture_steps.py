from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("public", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="baked",
            name="picture_since",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="baked",
            name="picture_until",
            field=models.BigIntegerField(null=True),
        ),
    ]
