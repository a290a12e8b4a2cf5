"""`tour settings`: what the services are set to, secrets masked.

Of the environment where TOUR_SERVICE names a service in it, as in a container; else of the
launcher running here. Shows no secret, and connects to nothing.
"""

import json
import os
from collections.abc import Mapping

from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from shared.settings import Settings, troubles, unknown_names, variable
from tools.local.folder import data_folder
from tools.local.running import running_or_problem
from tools.local.secrets import load_secrets
from tools.local.services import service_environment
from tools.problems import Problem

_MASK = "**********"


def command() -> None:
    """Ends with 2 where a setting is missing or wrong, or nothing runs here."""
    if "TOUR_SERVICE" in os.environ:
        _show(os.environ)
        return
    folder = data_folder()
    running = running_or_problem(folder)
    known = load_secrets(folder.secrets)
    replicas = [one.replica for one in running.replicas]
    for replica in replicas:
        print(f"# {replica.name}")
        _show(service_environment(replica, replicas, running.servers, known))
        print()


def _show(environment: Mapping[str, str]) -> None:
    for name in unknown_names(environment):
        print(f"# {name} is no setting of a service: it has no effect.")
    for line in _lines(_read(environment)):
        print(line)


def _read(environment: Mapping[str, str]) -> Settings:
    # settings are read from the process's own environment
    wanted, before = dict(environment), dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        return Settings()
    except (ValidationError, SettingsError) as error:
        raise Problem(" ".join(troubles(error))) from error
    finally:
        os.environ.clear()
        os.environ.update(before)


def _lines(settings: Settings) -> list[str]:
    lines = []
    for field in Settings.model_fields:
        value = getattr(settings, field)
        note = "" if field in settings.model_fields_set else "  # by default"
        lines.append(f"{variable(field)}={_shown(value)}{note}")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, dict):
        return json.dumps(value)
    return "" if value is None else str(value)
