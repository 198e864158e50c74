import comms.sequences.models.sequence
import comms.sequences.models.version
import datetime
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('comms', '0009_recordings_and_answers'),
        ('leads', '0027_watchers'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticked_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='pulse_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('about', models.CharField(blank=True, max_length=300, verbose_name='what it is for')),
                ('preset', models.SlugField(blank=True, help_text='Of comms.sequences.packs; empty: made here.', max_length=40)),
                ('of_rule', models.BooleanField(default=False, help_text='The one message of a rule, shown with it alone.')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('paused', 'Paused')], default='draft', max_length=6, verbose_name='state')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('open', 'Who has not decided yet'), ('patient', 'Patients who accepted'), ('lost', 'Who was lost')], max_length=7), default=comms.sequences.models.sequence.usual_groups, size=None, verbose_name='for')),
                ('again_after', models.PositiveSmallIntegerField(blank=True, default=90, help_text='Empty: never.', null=True, verbose_name='days until somebody may begin again')),
                ('catches_up', models.BooleanField(default=False, help_text='What was missed in a pause goes at once.', verbose_name='catch up')),
                ('per_hour', models.PositiveIntegerField(blank=True, null=True, verbose_name='messages an hour at most')),
                ('winner_at', models.PositiveSmallIntegerField(blank=True, help_text='Percent; empty: by hand.', null=True, verbose_name='choose the better text by itself at')),
                ('paused_at', models.DateTimeField(null=True)),
                ('slipped', models.DurationField(default=datetime.timedelta)),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'sequence',
                'verbose_name_plural': 'sequences',
                'ordering': ['name', 'id'],
                'permissions': [('activate_sequence', 'Can start and stop sequences'), ('enrol_lead', 'Can put leads in')],
                'default_permissions': ('view', 'add', 'change'),
                'constraints': [models.CheckConstraint(condition=models.Q(('groups', []), _negated=True), name='sequence_for_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('paused_at__isnull', False), ('state', 'paused')), models.Q(models.Q(('state', 'paused'), _negated=True), ('paused_at', None)), _connector='OR'), name='sequence_paused_since'), models.CheckConstraint(condition=models.Q(('per_hour__isnull', True), ('per_hour__gt', 0), _connector='OR'), name='sequence_some_an_hour'), models.CheckConstraint(condition=models.Q(('winner_at__isnull', True), ('winner_at__range', (80, 99)), _connector='OR'), name='sequence_winner_80_99')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trigger', models.CharField(choices=[('stage', 'They come into a stage'), ('source', 'They arrive from a source'), ('tag', 'They get a tag')], max_length=6, verbose_name='when')),
                ('source', models.CharField(blank=True, choices=[('website', 'Website'), ('facebook', 'Facebook'), ('instagram', 'Instagram'), ('whatsapp', 'WhatsApp'), ('referral', 'Referral'), ('other', 'Other')], max_length=10, verbose_name='source')),
                ('wait', models.PositiveSmallIntegerField(default=0, verbose_name='after')),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('hours', 'hours'), ('days', 'days'), ('weeks', 'weeks'), ('months', 'months')], default='hours', max_length=7, verbose_name='unit')),
                ('only_there', models.BooleanField(default=True, verbose_name='only while they are in this stage')),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('stage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.stage', verbose_name='stage')),
                ('tag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.tag', verbose_name='tag')),
                ('sequence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='sequences.sequence')),
            ],
            options={
                'verbose_name': 'rule',
                'verbose_name_plural': 'rules',
                'ordering': ['id'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source', ''), ('stage__isnull', False), ('tag', None), ('trigger', 'stage')), models.Q(('stage', None), ('tag', None), ('trigger', 'source'), models.Q(('source', ''), _negated=True)), models.Q(('source', ''), ('stage', None), ('tag__isnull', False), ('trigger', 'tag')), _connector='OR'), name='rule_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step_key', models.UUIDField()),
                ('variant_key', models.UUIDField()),
                ('probability', models.DecimalField(decimal_places=3, help_text='From 0 to 1, that it is the best; when it was chosen.', max_digits=4, null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('sequence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='sequences.sequence')),
            ],
            options={
                'verbose_name': 'chosen text',
                'verbose_name_plural': 'chosen texts',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('sequence', 'step_key'), name='verdict_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('window_from', models.TimeField(default=datetime.time(9, 0), verbose_name='from')),
                ('window_until', models.TimeField(default=datetime.time(20, 0), verbose_name='until')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=comms.sequences.models.version.usual_days, size=None, verbose_name='on')),
                ('keeps_holidays', models.BooleanField(default=True, verbose_name='not on public holidays of their country')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('published_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('sequence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='sequences.sequence')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['-number'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('sequence', 'number'), name='version_once'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('sequence',), name='version_one_draft'), models.CheckConstraint(condition=models.Q(('window_from__lt', models.F('window_until'))), name='version_window_in_a_day'), models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [0, 1, 2, 3, 4, 5, 6]), models.Q(('weekdays', []), _negated=True)), name='version_on_some_day')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('kind', models.CharField(choices=[('message', 'Message'), ('task', 'Task for the owner'), ('call', 'Call for the owner')], default='message', max_length=7, verbose_name='what')),
                ('channel', models.CharField(blank=True, choices=[('whatsapp', 'WhatsApp'), ('mail', 'E-mail'), ('sms', 'SMS'), ('messenger', 'Messenger'), ('instagram', 'Instagram'), ('tiktok', 'TikTok')], max_length=9, verbose_name='channel')),
                ('wait', models.PositiveSmallIntegerField(default=0, verbose_name='after')),
                ('unit', models.CharField(choices=[('minutes', 'minutes'), ('hours', 'hours'), ('days', 'days'), ('weeks', 'weeks'), ('months', 'months')], default='days', max_length=7, verbose_name='unit')),
                ('at', models.TimeField(blank=True, help_text="On the patient's clock.", null=True, verbose_name='at')),
                ('window_from', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('window_until', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='only on')),
                ('conditions', models.JSONField(blank=True, default=list, verbose_name='only if')),
                ('task', models.CharField(blank=True, max_length=200, verbose_name='what to do')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='sequences.version')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
                'ordering': ['position'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='step_key_once'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('version', 'position'), name='step_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'message'), models.Q(('channel', ''), _negated=True)), models.Q(models.Q(('kind', 'message'), _negated=True), models.Q(('task', ''), _negated=True)), _connector='OR'), name='step_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('window_from', None), ('window_until', None)), ('window_from__lt', models.F('window_until')), _connector='OR'), name='step_window_in_a_day'), models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [0, 1, 2, 3, 4, 5, 6])), name='step_on_days_of_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enquiry', models.PositiveSmallIntegerField()),
                ('group', models.CharField(choices=[('open', 'Who has not decided yet'), ('patient', 'Patients who accepted'), ('lost', 'Who was lost')], help_text='Where they stood when they began.', max_length=7)),
                ('way', models.CharField(choices=[('hand', 'By hand'), ('many', 'With many'), ('rule', 'By a rule')], max_length=4, verbose_name='how')),
                ('state', models.CharField(choices=[('active', 'Under way'), ('finished', 'Finished'), ('stopped', 'Stopped')], default='active', max_length=8, verbose_name='state')),
                ('reason', models.CharField(blank=True, help_text='comms.sequences.reasons', max_length=12, verbose_name='why it stopped')),
                ('due_at', models.DateTimeField(null=True, verbose_name='next')),
                ('paused_at', models.DateTimeField(null=True, verbose_name='paused')),
                ('since', models.DateTimeField()),
                ('slipped', models.DurationField(default=datetime.timedelta)),
                ('began_at', models.DateTimeField(verbose_name='began')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='leads.lead')),
                ('stage', models.ForeignKey(db_index=False, help_text='Only while there.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='leads.stage')),
                ('rule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sequences.rule')),
                ('sequence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='sequences.sequence')),
                ('next_step', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sequences.step')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sequences.version')),
            ],
            options={
                'verbose_name': 'enrolment',
                'verbose_name_plural': 'enrolments',
                'ordering': ['-began_at', '-id'],
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['sequence', 'due_at'], name='enrolment_due'), models.Index(fields=['lead', '-began_at'], name='enrolment_of_lead'), models.Index(fields=['sequence', '-began_at', '-id'], name='enrolment_of_sequence')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('sequence', 'lead'), name='enrolment_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('rule__isnull', False)), fields=('rule', 'lead', 'enquiry'), name='enrolment_once_a_rule'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('next_step__isnull', False), ('reason', ''), ('state', 'active')), models.Q(('due_at', None), ('ended_at__isnull', False), ('reason', ''), ('state', 'finished')), models.Q(('due_at', None), ('ended_at__isnull', False), ('state', 'stopped'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='enrolment_state_of_its_moments'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('due_at__isnull', False), ('paused_at__isnull', False), _connector='XOR'), _connector='OR'), name='enrolment_due_or_paused')],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('label', models.CharField(max_length=20, verbose_name='name')),
                ('share', models.PositiveSmallIntegerField(default=1, verbose_name='share')),
                ('step', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='sequences.step')),
                ('template', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comms.template')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'ordering': ['label'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('step', 'key'), name='variant_key_once'), models.UniqueConstraint(fields=('step', 'label'), name='variant_label_once'), models.CheckConstraint(condition=models.Q(('share__range', (1, 100))), name='variant_share_1_100')],
            },
        ),
        migrations.CreateModel(
            name='StepRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step_key', models.UUIDField()),
                ('outcome', models.CharField(choices=[('message', 'Message'), ('task', 'Task'), ('call', 'Call'), ('skipped', 'Left out')], max_length=7)),
                ('reason', models.CharField(blank=True, help_text='A key of reasons.LEFT_OUT, or a sentence.', max_length=200)),
                ('at', models.DateTimeField()),
                ('replied_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('enrolment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='sequences.enrolment')),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='step_run', to='comms.message')),
                ('step', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sequences.step')),
                ('variant', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sequences.variant')),
            ],
            options={
                'ordering': ['at', 'id'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['step', 'variant', 'at'], name='step_run_of_step')],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'step_key'), name='step_run_once'), models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('outcome', 'skipped'), models.Q(('reason', ''), _negated=True)), models.Q(('outcome', 'skipped'), _negated=True), _connector='OR'), name='step_run_skipped_says_why')],
            },
        ),
        migrations.AddField(
            model_name='sequence',
            name='version',
            field=models.ForeignKey(help_text='In use.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sequences.version'),
        ),
        migrations.AddConstraint(
            model_name='sequence',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('version__isnull', False), _connector='OR'), name='sequence_active_has_a_version'),
        ),
    ]
