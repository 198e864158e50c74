"""Every kind of row is in the trail, or there is a reason why not (F:T11)."""

from django.apps import apps

from tenants.audit.registry import trailed_models

REASONS = {
    "a record itself, written once": {
        "auditlog.LogEntry", "audit.Entry", "outbox.DeliveryLog", "leads.LeadPayload",
        "leads.UsedChallenge", "attribution.Touchpoint",
        "leads.StageChange", "leads.OwnerChange", "leads.ContactAttempt", "leads.Consent", "leads.Suppression",
        "leads.ImportedLead", "comms.Message", "comms.Attempt", "comms.Attachment", "comms.ShortLink",
        "sequences.StepRun", "conversions.ExportedConversion", "conversions.UploadContent",
        "conversions.Retraction",
    },
    "its service writes a line about the lead when it begins and when it ends": {"sequences.Enrolment"},
    "begins with a message, and says of each deed a line about the lead": {"comms.Conversation", "comms.Call"},
    "begins with a lead, or with a line about the lead": {
        "leads.Enquiry", "leads.CustomValue", "leads.Heat", "leads.LeadTag", "leads.LeadWords", "leads.Note",
        "leads.ResponseCycle", "leads.Journey", "leads.JourneyVisit", "leads.Practice", "leads.Reference",
        "leads.NotTheSame",
    },
    "follows a lead's step and its enquiry, which say it": {"conversions.ConversionEvent"},
    "one's own: what one has before one": {"comms.QueueTurn"},
    "one's own: how one likes to look": {"leads.SavedView", "leads.ExportChoice"},
    "its service writes a line for each step of the whole list": {
        "leads.LeadImport", "leads.ImportRow", "leads.ImportMapping",
    },
    "Django's own log, which stays empty": {"admin.LogEntry"},
    "its service writes a line with the reason": {"tenants.Visit", "tenants.ParkedEvent", "tenants.Registration"},
    "as it came; who has it read again is a line": {"inbound.WebhookEvent", "meta_leads.InstantLead"},
    "as Meta has it; who says what its questions mean is a line": {"meta_leads.Form"},
    "written with its cause; who has it told once more is a line": {
        "outbound.Delivery",
    },
    "a ledger itself; who says that something was taken back is a line": {"conversions.Upload"},
    "what another system said of a lead": {"outbound.ContactLink"},
    "its service writes a line with how many, and which filters": {
        "leads.Export", "conversions.Export",
    },
    "what comes of it is in the trail": {"leads.ListUpload"},
    "its service writes one line for the whole week": {"staff.WeeklyHours", "settings.OpeningHours"},
    "the ledger: what it names is in the trail": {
        "undo.Operation", "undo.OperationRow", "runs.Run", "leads.BulkRow",
    },
    "written by code alone, after a migration": {"auth.Group", "auth.Permission", "contenttypes.ContentType"},
    "logins, told by lines of their own": {
        "account.EmailAddress", "account.EmailConfirmation", "axes.AccessAttempt",
        "axes.AccessAttemptExpiration", "axes.AccessFailureLog", "axes.AccessLog", "sessions.Session",
        "usersessions.UserSession",
    },
    "what is to be done, or was measured, by the product itself": {
        "django_celery_beat.ClockedSchedule", "django_celery_beat.CrontabSchedule",
        "django_celery_beat.IntervalSchedule", "django_celery_beat.PeriodicTask",
        "django_celery_beat.PeriodicTasks", "django_celery_beat.SolarSchedule", "outbox.Job", "leads.Recalculation",
        "leads.LikelyPair", "leads.PairSearch", "attribution.Credit", "attribution.Recount",
        "attribution.CampaignDay", "attribution.DayToCount", "attribution.ReportClock",
        "meta_leads.Trouble", "sequences.Pulse",
        "tenants.ClinicDue", "tenants.ClinicHealth", "tenants.Heartbeat", "tenants.Rest", "tenants.SchemaState",
    },
    "the public half of a row that is in the trail": {"tenants.KeyRoute", "tenants.ChannelRoute"},
    "one's own: what one was told, and how one likes to be told": {
        "notices.Notice", "notices.NoticeChoice", "leads.Watcher",
    },
}  # fmt: skip


def test_every_model_is_trailed_or_has_a_reason():
    reasoned = set().union(*REASONS.values())
    seen = {model._meta.label for model in trailed_models()}
    every = {model._meta.label for model in apps.get_models() if not model._meta.proxy} | {"audit.Entry"}

    assert every - reasoned - seen == set()
    assert reasoned & seen == set()


def test_no_row_is_recorded_by_auditlog_itself(settings):
    from auditlog.registry import auditlog

    assert auditlog.get_models() == []
    assert not [name for name in settings.MIDDLEWARE if name.startswith("auditlog")]
