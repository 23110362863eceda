from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("public", "0003_languages")]

    operations = [
        migrations.AddField("baked", "body", models.BinaryField(null=True)),
    ]
