"""Files that people hand the bot in a form, and files that it hands them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from slack_sdk.errors import SlackApiError

from bot.errors import Refusal, slack_error
from bot.handlers.desk import Desk

#: Called with the id of a file.
Keep = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to be sent, and what is written above it; of a picture, what it shows, in words."""

    name: str
    data: bytes
    title: str
    words: str
    alt: str = ""


_GONE = {"file_not_found", "file_deleted", "access_denied"}


async def fetch(desk: Desk, file_id: str, *, most: int) -> tuple[str, bytes]:
    """The name and the bytes of a file that was added to a form. Raises Refusal for one of more than `most`
    bytes, and where Slack doesn't hand it over.
    """
    try:
        file = (await desk.slack.files_info(file=file_id))["file"]
    except SlackApiError as error:
        if slack_error(error) in _GONE:
            raise Refusal("The file is not in Slack any more. Upload it again.") from None
        raise
    if int(file.get("size") or 0) > most:
        raise _too_large(most)
    address = str(file.get("url_private") or "")
    if file.get("is_external") or not of_slack(address, desk.slack.base_url):
        raise Refusal("The file is not in Slack itself. Save it on your device, and upload it from there.")
    return str(file.get("name") or ""), await _download(desk, address, most)


def of_slack(address: str, api: str) -> bool:
    """Whether `address` is of the Slack whose Web API is at `api`: the token goes nowhere else."""
    wanted, known = urlsplit(address), urlsplit(api)
    if (wanted.scheme, wanted.netloc) == (known.scheme, known.netloc):
        return True
    domain = ".".join((known.hostname or "").split(".")[-2:])
    safe = (wanted.scheme, known.scheme) == ("https", "https")
    return safe and (wanted.hostname or "").endswith(f".{domain}")


async def _download(desk: Desk, address: str, most: int) -> bytes:
    # Unpacked on the way, a small answer could become a large one.
    headers = {"authorization": f"Bearer {desk.slack.token}", "accept-encoding": "identity"}
    data = bytearray()
    try:
        async with desk.http.stream("GET", address, headers=headers) as response:
            # Where the token may not have the file, Slack shows a page to sign in at.
            page = response.headers.get("content-type", "").startswith("text/html")
            if response.status_code != 200 or page:
                raise _not_handed_over()
            async for part in response.aiter_bytes():
                data += part
                if len(data) > most:
                    raise _too_large(most)
    except httpx.HTTPError:
        raise _not_handed_over() from None
    return bytes(data)


def _not_handed_over() -> Refusal:
    return Refusal(
        "Slack did not hand the file over. Try again in a minute; if it stays, whoever runs the bot looks at "
        "`python -m bot doctor`."
    )


def _too_large(most: int) -> Refusal:
    return Refusal(f"The file is larger than {most // 1_000_000} MB, which is more than I read.")


async def direct(desk: Desk, user: str) -> str:
    """The channel of the direct messages with `user`."""
    opened = await desk.slack.conversations_open(users=user)
    return str(opened["channel"]["id"])


async def share(desk: Desk, channels: Sequence[str], file: Outgoing, keep: Keep | None = None) -> None:
    """Upload a file and share it in `channels`. `keep` is told its id before it is anywhere: whatever happens
    then, the purge finds it.
    """
    shows = {"alt_txt": file.alt} if file.alt else {}
    place = await desk.slack.files_getUploadURLExternal(filename=file.name, length=len(file.data), **shows)
    file_id = str(place["file_id"])
    if keep is not None:
        await keep(file_id)
    (await desk.http.post(place["upload_url"], content=file.data)).raise_for_status()
    await desk.slack.files_completeUploadExternal(
        files=[{"id": file_id, "title": file.title}], channels=list(channels), initial_comment=file.words
    )


async def send(desk: Desk, user: str, file: Outgoing, keep: Keep | None = None) -> None:
    """Send `user` a file in a direct message. `keep` is told its id before anybody can see it."""
    await share(desk, [await direct(desk, user)], file, keep)
