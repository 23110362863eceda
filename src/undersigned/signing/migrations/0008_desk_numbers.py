from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("signing", "0007_struck")]

    operations: ClassVar = []
