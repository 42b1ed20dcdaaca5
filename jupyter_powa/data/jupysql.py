"""Connections that JupySQL knows by name: the sections of its file, each the parts of a SQLAlchemy address."""

from __future__ import annotations

import configparser
import logging
from pathlib import Path

from pydantic import ValidationError

from jupyter_powa.model.source import DRIVERS, SourceAccess

log = logging.getLogger(__name__)

FILE = Path.home() / ".jupysql" / "connections.ini"
"""Where JupySQL keeps them unless it is told otherwise (its `dsn_filename`)."""
KINDS = {driver: kind for kind, driver in DRIVERS.items()}


def stored(file: Path = FILE) -> dict[str, SourceAccess]:
    """Its connections by name, read-only; none where there is no such file, or it cannot be read."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        log.warning("JupySQL's file of connections cannot be read: %s", type(error).__name__)
        return {}
    found = {}
    for name in parser.sections():
        fields = dict(parser[name])
        driver = fields.pop("drivername", "")
        plain = {word: value for word, value in fields.items() if value and word in SourceAccess.model_fields}
        kind = KINDS.get(driver) or {"postgres": "postgresql"}.get(driver, driver).partition("+")[0]
        try:
            found[name] = SourceAccess.model_validate({**plain, "name": name, "kind": kind})
        except ValidationError:
            log.warning("The connection %s of JupySQL's file is not understood", name)
    return found
