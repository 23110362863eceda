import json
from typing import Any, ClassVar

from django.db import migrations, models


def language_of_each_text(apps: Any, _editor: Any) -> None:
    """It has stood in what is hashed from the first day."""
    texts = apps.get_model("signing", "Text").objects
    for pk, canonical in texts.order_by("pk").values_list("pk", "canonical"):
        texts.filter(pk=pk).update(language=json.loads(canonical)["language"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("signing", "0004_public_name")]

    operations: ClassVar = [
        migrations.AddField("text", "language", models.CharField(max_length=8, default=""), preserve_default=False),
        migrations.RunPython(language_of_each_text, migrations.RunPython.noop),
    ]
