from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("public", "0002_picture_steps")]

    operations: ClassVar = [
        migrations.AddField("baked", "is_shown", models.BooleanField(default=True)),
    ]
