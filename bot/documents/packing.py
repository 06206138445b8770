"""A document's last step: the same content gives the same bytes, and nothing in it says who made it.

An Office file is a zip archive whose members carry the moment they were written, and whose properties name
an author, a program and a time.
"""

import io
import re
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

#: The earliest moment that a zip archive can say.
_MOMENT = (1980, 1, 1, 0, 0, 0)
#: Parts of the libraries' own templates that say something of someone else's file.
_STRAYS = re.compile(
    r"docProps/(?:thumbnail|app|custom)|/printerSettings|/customXml|stylesWithEffects|webSettings"
    r"|/commentAuthors|/authors|/tags"
)


def properties(core: Any, *, title: str, day: date) -> None:
    """Set a document's properties: a title and a language, the day it is of, and no person."""
    moment = datetime.combine(day, time(), tzinfo=UTC).replace(tzinfo=None)
    core.title, core.language = title, "en-GB"
    core.created = core.modified = moment
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = ""
    core.category = core.content_status = core.identifier = core.version = ""
    core.revision = 1


def packed(data: bytes) -> bytes:
    """The package `data` with its members in a fixed order, at a fixed moment."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        # Readers look for the list of types first.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            out.writestr(member, source.read(name))
    return target.getvalue()


def without_strays(package: Any) -> None:
    """Drop what the libraries' templates bring along: a picture of someone else's file, their program, a
    printer.
    """
    relations = package._rels if hasattr(package, "_rels") else package.rels
    for key, relation in list(relations.items()):
        if not relation.is_external and _STRAYS.search(str(relation.target_part.partname)):
            relations.pop(key)
