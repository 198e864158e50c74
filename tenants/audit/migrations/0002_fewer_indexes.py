from django.db import migrations

# auditlog asks by these, we do not (tenants.audit.querysets): every line of the trail paid for all of them.
UNUSED = {
    "auditlog_logentry_action_229afe39": "(action)",
    "auditlog_logentry_actor_id_959271d2": "(actor_id)",
    "auditlog_logentry_cid_9f467263": "(cid)",
    "auditlog_logentry_cid_9f467263_like": "(cid varchar_pattern_ops)",
    "auditlog_logentry_content_type_id_75830218": "(content_type_id)",
    "auditlog_logentry_object_id_09c2eee8": "(object_id)",
    "auditlog_logentry_object_pk_6e3219c0_like": "(object_pk varchar_pattern_ops)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(f"DROP INDEX {name}", f"CREATE INDEX {name} ON auditlog_logentry {on}")
        for name, on in UNUSED.items()
    ]
