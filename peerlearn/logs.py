"""Structured logs: one JSON object a line in production, readable lines on a developer's screen."""

import logging.config

import structlog
from structlog.typing import Processor

PROBES = ("/healthz", "/readyz")

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]


def is_news(record: logging.LogRecord) -> bool:
    """Whether a record is more than the answer to a probe, which comes every few seconds and speaks for itself."""
    if isinstance(record.msg, dict):  # from structlog: "GET /readyz"
        _, _, address = str(record.msg.get("request", "")).partition(" ")
    else:  # from Django, which reports every 503 as an error
        address = getattr(getattr(record, "request", None), "path", "")
    return address not in PROBES or record.exc_info is not None


def configure_logs(log_format: str, log_level: str) -> None:
    """Route structlog and the standard library's loggers to stderr as `json` or `console` lines."""
    renderer = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": renderer,
        "foreign_pre_chain": SHARED,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": [is_news]}},
            "root": {"handlers": ["stderr"], "level": log_level.upper()},
            "loggers": {"httpx": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
        }
    )
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
