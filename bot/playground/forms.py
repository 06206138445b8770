"""Forms as multipart/form-data, which some clients send."""

from email.parser import BytesParser
from email.policy import HTTP


def multipart(body: bytes, content_type: str) -> dict[str, bytes]:
    """The parts of a form by their names: a field's value, a file's content."""
    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    found: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found
