"""Celery: Redis only wakes workers; what must happen is a Job row (HOUSE 7)."""

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A wake-up may fail at once: the sweep finds the Job. Seconds (H:P3).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
    "visibility_timeout": 3600,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "beat-heartbeat": {"task": "tenants.tasks.beat_heartbeat", "schedule": 30.0},
    "sweep-outboxes": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 15.0,
        "args": ["tenants.outbox.tasks.sweep_jobs"],
        "options": {"expires": 15},  # after a long stop one sweep is enough
    },
    "sweep-runs": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 15.0,
        "args": ["tenants.runs.tasks.sweep_runs"],
        "options": {"expires": 15},
    },
    "measure-clinics": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["tenants.tasks.measure_clinic"],
        "options": {"expires": 60},
    },
    "end-visits": {"task": "tenants.tasks.end_visits", "schedule": 60.0, "options": {"expires": 60}},
    "build-clinics": {"task": "tenants.tasks.wake_builder", "schedule": 60.0, "options": {"expires": 60}},
    "forget-in-clinics": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 3600.0,
        "args": ["tenants.tasks.forget_clinic_rows"],
        "options": {"expires": 3600},
    },
    "tidy-arrivals": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 3600.0,
        "args": ["leads.tasks.tidy_arrivals"],
        "options": {"expires": 3600},
    },
    "cool-leads": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 300.0,  # each clinic once an hour: its next turn is an hour after its last
        "args": ["leads.tasks.cool_leads"],
        "options": {"expires": 300},
    },
    "rescore-aged": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 3600.0,
        "args": ["leads.tasks.rescore_aged"],
        "options": {"expires": 3600},
    },
    "fetch-mail": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["comms.tasks.fetch_mail"],
        "options": {"expires": 60},
    },
    "watch-answers": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["leads.tasks.watch_answers"],
        "options": {"expires": 60},
    },
    "tell-morning": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["leads.tasks.tell_morning"],
        "options": {"expires": 60},
    },
    "ask-templates": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 300.0,  # each clinic once an hour: its next turn is an hour after its last
        "args": ["comms.tasks.ask_templates"],
        "options": {"expires": 300},
    },
    "run-sequences": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["comms.sequences.tasks.run_sequences"],
        "options": {"expires": 60},
    },
    "choose-texts-of-sequences": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 600.0,
        "args": ["comms.sequences.tasks.choose_texts"],
        "options": {"expires": 300},
    },
    "count-shares": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,
        "args": ["attribution.tasks.count_shares"],
        "options": {"expires": 60},
    },
    "look-for-meta-leads": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,  # each page every five minutes, or later as Meta allows
        "args": ["attribution.meta_leads.tasks.look_for_leads"],
        "options": {"expires": 60},
    },
    "feed-ad-platforms": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,  # each clinic that tells one every five minutes, the others once a day
        "args": ["attribution.conversions.tasks.feed_platforms"],
        "options": {"expires": 60},
    },
    "count-campaign-days": {
        "task": "tenants.tasks.for_each_clinic",
        "schedule": 60.0,  # each clinic every five minutes, and soon after something changed
        "args": ["attribution.tasks.count_campaign_days"],
        "options": {"expires": 60},
    },
    "forget-in-public": {"task": "tenants.tasks.forget_platform_rows", "schedule": 24 * 3600.0},
}
