from typing import Any

from django.db import migrations, models
from django.http import QueryDict


def forget_who_was_searched(apps: Any, schema_editor: Any) -> None:
    """A kept view holds filters only (leads.services.finding.views.without_search)."""
    views = apps.get_model("leads", "SavedView").objects.filter(query__contains="search=")
    for view in views:
        kept = QueryDict(view.query, mutable=True)
        kept.pop("search", None)
        view.query = kept.urlencode()
        view.save(update_fields=["query"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_board")]

    operations = [
        migrations.RemoveIndex(model_name="heat", name="heat_cools"),
        migrations.RemoveIndex(model_name="heat", name="heat_temperature"),
        migrations.RemoveIndex(model_name="lead", name="lead_by_score"),
        migrations.RemoveIndex(model_name="lead", name="lead_by_created"),
        migrations.AddIndex(
            model_name="heat",
            index=models.Index(
                condition=models.Q(("temperature", "cold"), _negated=True),
                fields=["temperature", "cools_at"],
                name="heat_warm",
            ),
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["lead_score", "id"], name="lead_by_score")
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["created_at", "id"], name="lead_by_created")
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                models.OrderBy(models.F("next_follow_up"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="lead_last_follow_up",
            ),
        ),
        migrations.RunPython(forget_who_was_searched, migrations.RunPython.noop),
    ]
