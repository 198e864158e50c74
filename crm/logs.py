"""Logging: one JSON object a line, with clinic and request id, and nothing a patient wrote (F:G7, H:T18)."""

import logging
import logging.config
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from copy import copy
from typing import Any

import structlog

# Libraries that put addresses and mails into their messages.
QUIET = {
    "django.request": "ERROR",
    "django.security": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
    "axes": "ERROR",
}

_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its type and the places it passed, without its message: messages quote rows."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if info and info[0]:
        event["event"] = _unquoted(str(event.get("event", "")), info[1])
        event["exception"] = info[0].__name__
        event["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(info[2])][-12:]
    return event


def _unquoted(text: str, problem: BaseException) -> str:
    """A library's line without the exception's own words: Celery puts them there."""
    for quoted in filter(None, (repr(problem), str(problem))):
        text = text.replace(quoted, type(problem).__name__)
    return text


def by_route(record: logging.LogRecord) -> logging.LogRecord:
    """The same record with a route's pattern in the place of a path: paths hold tokens, queries hold names."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record
    paths = {request.path, request.get_full_path()}
    match = getattr(request, "resolver_match", None)
    route = match.route if match else "(no route)"
    routed = copy(record)
    routed.args = tuple(route if arg in paths else arg for arg in record.args)
    return routed


class HouseFormatter(structlog.stdlib.ProcessorFormatter):
    """Lines of ours and of libraries, in one shape."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_values,
                structlog.processors.JSONRenderer(),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return super().format(by_route(record))


def configure(options: Mapping[str, Any]) -> None:
    """Django's LOGGING_CONFIG. `options` is settings.LOGGING: {"level": "INFO", "quiet": {logger: level}}."""
    quiet = QUIET | options.get("quiet", {})
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"house": {"()": HouseFormatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "house"}},
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                # Django's own handlers print tracebacks with values, and mail them.
                "django": {"handlers": [], "level": "INFO", "propagate": True},
                "django.server": {"handlers": [], "propagate": True},
                **{name: {"level": level} for name, level in quiet.items()},
            },
        }
    )
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
