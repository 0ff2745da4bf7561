"""JSON logs: an event name and identifiers, never a name or an address."""

import structlog

from conference.config.settings import environment

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "filters": {
        "without_addresses": {"()": "conference.core.logs.WithoutAddresses"},
    },
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["without_addresses"],
        }
    },
    "root": {"handlers": ["out"], "level": environment.LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["out"], "propagate": False}},
}
