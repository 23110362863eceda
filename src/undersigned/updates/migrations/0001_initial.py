import django.db.models.deletion
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
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('news', 'News'), ('delivery', 'Delivery'), ('answer', 'Answer'), ('victory', 'Victory')], default='news', max_length=8)),
                ('on_page', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('sending', 'being sent'), ('stopped', 'stopped'), ('sent', 'sent')], default='draft', max_length=8)),
                ('rate', models.PositiveSmallIntegerField(choices=[(60, 'Calm'), (300, 'Usual'), (1200, 'Brisk'), (3000, 'Fast')], default=300)),
                ('changed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('reach', models.PositiveBigIntegerField(default=0)),
                ('queued_to', models.BigIntegerField(default=0)),
                ('up_to', models.BigIntegerField(default=0)),
                ('queued_count', models.PositiveBigIntegerField(default=0)),
                ('paced_at', models.DateTimeField(null=True)),
                ('sent_count', models.PositiveBigIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
                ('unsubscribed_count', models.PositiveBigIntegerField(default=0)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='signing.petition')),
            ],
            options={
                'permissions': [('send_update', 'Can send update')],
            },
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8)),
                ('subject', models.CharField(max_length=120)),
                ('words', models.TextField(max_length=10000)),
                ('update', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='updates.update')),
            ],
        ),
        migrations.AddIndex(
            model_name='update',
            index=models.Index(fields=['petition', 'approved_at'], name='update_approved'),
        ),
        migrations.AddConstraint(
            model_name='words',
            constraint=models.UniqueConstraint(fields=('update', 'language'), name='one_text_a_language'),
        ),
    ]
