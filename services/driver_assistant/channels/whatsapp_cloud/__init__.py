"""Meta's WhatsApp Cloud API: signatures, webhook payloads, sends.

Shapes and limits follow Meta's own schema (v23) and its pages as of mid-2026. `signature.py`
verifies, `payload.py` and `content.py` read what Meta posts, `render.py`, `sender.py` and
`verdict.py` send and say what came of it.
"""

from __future__ import annotations

from driver_assistant.channels.whatsapp_cloud.payload import parse
from driver_assistant.channels.whatsapp_cloud.sender import open_sender
from driver_assistant.channels.whatsapp_cloud.signature import verify
from driver_assistant.contracts.channel import Channel

PLUGIN = Channel(name="whatsapp_cloud", verify=verify, parse=parse, open=open_sender)
