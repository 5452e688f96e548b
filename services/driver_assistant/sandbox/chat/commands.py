"""What a typed line means: a text, a pressed button, or a slash command.

Pure; used by `session.py`.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, Final

from driver_assistant.sandbox.chat.errors import ChatError

Json = dict[str, Any]

HELP: Final = """\
Type a message and press Enter. While buttons or rows are shown, a number presses one.
/location LAT,LON [NAME]   share a place, e.g. /location 52.3676,4.9041 Amsterdam
/photo [FILE] [CAPTION]    send a picture (a small sample without FILE)
/voice [FILE]              send a voice note
/react EMOJI               react to the latest answer
/text …                    send as text, even a number or a slash
/help                      this
/quit                      leave (or Ctrl-D)"""

_MIME: Final = {".png": "image/png", ".webp": "image/webp", ".ogg": "audio/ogg; codecs=opus"}


class BadCommand(ChatError):
    """That is no command I know; /help lists them."""

    code = "bad_command"


def message_of(line: str, choices: int, last_wamid: str) -> Json:
    """The message to send for a line, given how many choices the latest answer offers.

    Raises:
        BadCommand: a slash command that is unknown or incomplete.
    """
    if line.isascii() and line.isdigit() and 1 <= int(line) <= choices:
        return {"type": "press", "choice": int(line), "reply_to": last_wamid}
    if not line.startswith("/"):
        return {"type": "text", "text": line}
    command, _, rest = line.partition(" ")
    rest = rest.strip()
    match command:
        case "/text" if rest:
            return {"type": "text", "text": rest}
        case "/location":
            return _location(rest)
        case "/photo":
            return _file("image", rest)
        case "/voice":
            return _file("audio", rest)
        case "/react" if rest and last_wamid:
            return {"type": "reaction", "emoji": rest, "reply_to": last_wamid}
    raise BadCommand(f"({command})")


def _location(rest: str) -> Json:
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)(?:\s+(.+))?", rest)
    if found is None:
        raise BadCommand("Write it as /location 52.3676,4.9041")
    latitude, longitude = float(found[1]), float(found[2])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadCommand("Latitude is within ±90, longitude within ±180.")
    place = found[3] or ""
    return {"type": "location", "latitude": latitude, "longitude": longitude, "place": place}


def _file(kind: str, rest: str) -> Json:
    name, _, caption = rest.partition(" ")
    path = Path(name).expanduser()
    if not name or not path.is_file():
        if "/" in name or "." in name:
            raise BadCommand(f"There is no file {name}.")
        return {"type": kind, "text": rest}  # a sample, and the words are its caption
    message: Json = {
        "type": kind,
        "text": caption.strip(),
        "content_base64": base64.b64encode(path.read_bytes()).decode(),
    }
    mime_type = _MIME.get(path.suffix.lower())
    return message | ({"mime_type": mime_type} if mime_type else {})
