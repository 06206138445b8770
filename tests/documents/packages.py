"""What is in an Office file."""

import io
import zipfile
from xml.etree import ElementTree as ET


def members(data: bytes) -> dict[str, bytes]:
    """The members of a package, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def moments(data: bytes) -> set[tuple[int, ...]]:
    """When its members were written, as they say."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {each.date_time for each in package.infolist()}


def properties(data: bytes) -> dict[str, str]:
    """Its core properties."""
    root = ET.fromstring(members(data)["docProps/core.xml"])
    return {each.tag.rpartition("}")[2]: each.text or "" for each in root}
