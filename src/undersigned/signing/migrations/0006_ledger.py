from typing import ClassVar

from django.db import migrations

# What was published and what stands, so that the log of a petition that is older than it has all of it.
TEXTS = """
INSERT INTO ledger_waiting (petition_id, signature_id, kind, reason, text_version, commitment)
SELECT petition_id, NULL, 3, 0, version, NULL FROM signing_text ORDER BY petition_id, version
"""
STANDING = """
INSERT INTO ledger_waiting (petition_id, signature_id, kind, reason, text_version, commitment)
SELECT petition_id, id, 1, 0, text_version, commitment FROM signing_signature
WHERE state = 'confirmed' ORDER BY petition_id, number
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("signing", "0005_languages"), ("ledger", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(TEXTS, migrations.RunSQL.noop),
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
    ]
