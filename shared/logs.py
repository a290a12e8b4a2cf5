"""Structured logs: one JSON object per line, each with the service's name and, while something is
being done for somebody, with correlation id and actor."""

import logging
import sys

import structlog
from structlog.typing import EventDict

from shared.context import call_in_progress
from shared.settings import Settings


def start_logging(settings: Settings) -> None:
    """Configure structlog, and send the libraries' warnings the same way."""

    def add_context(_logger: object, _method: str, event: EventDict) -> EventDict:
        event["service"] = settings.service
        call = call_in_progress()
        if call is not None:
            event["correlation_id"] = call.correlation_id
            event["actor"] = call.actor.name
        return event

    shared_steps: list[structlog.typing.Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.add_log_level,
        add_context,
    ]
    structlog.configure(
        processors=[
            *shared_steps,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelName(settings.log_level)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
