import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('signing', '0009_news'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('paper', 'on paper'), ('earlier', 'collected earlier')], max_length=8)),
                ('state', models.CharField(choices=[('draft', 'columns to be chosen'), ('reading', 'being read'), ('read', 'read, not counted yet'), ('declared', 'shown beside the count'), ('struck', 'struck'), ('cancelled', 'cancelled')], max_length=10)),
                ('number', models.PositiveIntegerField(default=0)),
                ('standing', models.PositiveIntegerField(default=0)),
                ('place', models.CharField(max_length=200)),
                ('basis', models.CharField(default='', max_length=1000)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('collector', models.CharField(default='', max_length=200)),
                ('note', models.CharField(default='', max_length=1000)),
                ('files', models.JSONField(default=dict)),
                ('salt', models.BinaryField(default=bytes, max_length=32)),
                ('manifest', models.TextField(default='')),
                ('manifest_hash', models.BinaryField(max_length=32, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('declared_at', models.DateTimeField(null=True)),
                ('struck_at', models.DateTimeField(null=True)),
                ('struck_for', models.CharField(default='', max_length=1000)),
                ('is_cleared', models.BooleanField(default=False)),
                ('leased_until', models.DateTimeField(null=True)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='signing.petition')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('struck_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Compared',
            fields=[
                ('petition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='signing.petition')),
                ('number', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to='offline.batch')),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveBigIntegerField()),
                ('encoding', models.CharField(max_length=12)),
                ('delimiter', models.CharField(max_length=1)),
                ('headings', models.JSONField()),
                ('columns', models.JSONField(default=dict)),
                ('rows', models.PositiveIntegerField()),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('left', models.JSONField(default=dict)),
                ('left_size', models.PositiveBigIntegerField(default=0)),
                ('news', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Earlier',
            fields=[
                ('pk', models.CompositePrimaryKey('petition_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4)),
                ('line', models.PositiveIntegerField()),
                ('index_version', models.PositiveSmallIntegerField()),
                ('blind_index', models.BinaryField(max_length=16)),
                ('sealed', models.BinaryField()),
                ('wants_updates', models.BooleanField(default=False)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='offline.batch')),
                ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signing.petition')),
            ],
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('leased_until__isnull', False)), fields=['leased_until'], name='batch_turn'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['manifest_hash'], name='batch_manifest'),
        ),
        migrations.AddConstraint(
            model_name='earlier',
            constraint=models.UniqueConstraint(fields=('petition', 'index_version', 'blind_index'), name='one_earlier_a_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='earlier',
            constraint=models.UniqueConstraint(fields=('batch', 'line'), name='one_earlier_a_line'),
        ),
    ]
