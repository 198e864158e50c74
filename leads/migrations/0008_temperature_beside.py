from django.db import migrations

# The numbers of F:0.1; a clinic that has others re-dates its leads when it saves them.
COPY = """
INSERT INTO leads_heat (lead_id, temperature, warmed_at, cools_at)
SELECT l.id, l.temperature, l.contact, CASE
    WHEN l.archived_at IS NOT NULL OR s.semantic IN ('completed', 'lost', 'closed') THEN NULL
    WHEN l.temperature = 'hot' THEN l.contact + interval '3 days'
    WHEN l.temperature = 'warm' THEN l.contact + interval '7 days'
END
FROM (SELECT *, greatest(last_arrival_at, last_contact_date) AS contact FROM leads_lead) l
JOIN leads_stage s ON s.id = l.stage_id
ON CONFLICT DO NOTHING;
-- Now, for a table with checks to come cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED
"""
BACK = "UPDATE leads_lead l SET temperature = h.temperature FROM leads_heat h WHERE h.lead_id = l.id"


class Migration(migrations.Migration):
    """A lead's temperature moves beside the lead.

    Cooling changes what both indexes of the table name, so no UPDATE of it can be HOT: a page that is half empty
    (fillfactor 50) takes the new row beside the old one, and the next vacuum gives the place back, instead of the
    table growing by a copy of itself each time.
    """

    dependencies = [("leads", "0007_first_steps")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE leads_heat SET (fillfactor = 50)", "ALTER TABLE leads_heat RESET (fillfactor)"
        ),
        migrations.RunSQL(COPY, BACK),
        migrations.RemoveField(model_name="lead", name="temperature"),
    ]
