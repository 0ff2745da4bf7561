"""Celery: the broker is a doorbell, so every setting prefers safety to memory."""

from celery.schedules import crontab

from conference.config.settings import environment

CELERY_BROKER_URL = environment.BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_TASK_ROUTES = {"conference.mailroom.tasks.send_urgent_mail": {"queue": "urgent"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than twice the hard limit of a task, or a task would run twice.
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_PUBLISH_RETRY = False
# The sweep finds whatever a lost bell left behind.
SWEEP_SECONDS = 15
CELERY_BEAT_SCHEDULE = {
    "sweep-urgent-mail": {
        "task": "conference.mailroom.tasks.send_urgent_mail",
        "schedule": SWEEP_SECONDS,
        "options": {"queue": "urgent", "expires": SWEEP_SECONDS},
    },
    "sweep-bulk-mail": {
        "task": "conference.mailroom.tasks.send_bulk_mail",
        "schedule": SWEEP_SECONDS,
        "options": {"queue": "bulk", "expires": SWEEP_SECONDS},
    },
    "remind-the-silent": {
        "task": "registration.notices.tasks.remind_the_silent",
        "schedule": SWEEP_SECONDS,
        "options": {"queue": "bulk", "expires": SWEEP_SECONDS},
    },
    "announce-changes": {
        "task": "registration.notices.tasks.announce_changes",
        "schedule": SWEEP_SECONDS,
        "options": {"queue": "bulk", "expires": SWEEP_SECONDS},
    },
    "lapse-seats": {
        "task": "registration.notices.tasks.lapse_seats",
        "schedule": SWEEP_SECONDS,
        "options": {"queue": "bulk", "expires": SWEEP_SECONDS},
    },
    # 03:15 in Ha Noi.
    "tidy": {
        "task": "conference.config.tasks.tidy",
        "schedule": crontab(hour=20, minute=15),
        "options": {"queue": "bulk", "expires": 3600},
    },
}
