from django.db import migrations, models

# A reference is kept with the rights of the table's owner: the app role itself still deletes no delivery.
DELIVERIES_GO_ALONG = """
    ALTER TABLE outbox_deliverylog ADD CONSTRAINT delivery_of_job
        FOREIGN KEY (job_id) REFERENCES outbox_job (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"""
OPEN_QUESTIONS_STAY = """
    CREATE FUNCTION job_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'A job that failed or whose outcome is unknown stays.' USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER job_stays BEFORE DELETE ON outbox_job FOR EACH ROW
        WHEN (OLD.state = 'failed' OR OLD.state = 'unknown') EXECUTE FUNCTION job_stays()"""


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="deliverylog",
            name="job",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=models.deletion.DO_NOTHING,
                related_name="deliveries",
                to="outbox.job",
            ),
        ),
        migrations.RunSQL(DELIVERIES_GO_ALONG, "ALTER TABLE outbox_deliverylog DROP CONSTRAINT delivery_of_job"),
        migrations.RunSQL(OPEN_QUESTIONS_STAY, "DROP TRIGGER job_stays ON outbox_job; DROP FUNCTION job_stays()"),
    ]
