"""The port's OpenAPI 3.1 document, generated from the stand-in's endpoints.

`python -m driver_assistant.sandbox.logistics.openapi > docs/reference/logistics-v1.openapi.json`
writes it; a test compares the file with what this gives. Control endpoints are no part of it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from driver_assistant.sandbox.logistics.app import create_app


def document() -> dict[str, Any]:
    """The description. Its paths start with `/v1`; the assistant's base URL ends with it."""
    described = create_app().openapi()
    base = {"url": "https://{host}", "variables": {"host": {"default": "logistics.example.com"}}}
    return described | {"servers": [base]}


def text() -> str:
    """The file's content."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
