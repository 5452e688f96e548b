"""One text in the forms that checks read: folded, un-obfuscated, decoded.

Built once per request by `evaluate.py`; every check reads it. It never changes the driver's text:
each view keeps a map back to the original, so that a finding points at what was really typed.
"""

from driver_assistant.guardrails.canonical.folding import fold
from driver_assistant.guardrails.canonical.readings import Canonical, Reading
from driver_assistant.guardrails.canonical.view import View

__all__ = ["Canonical", "Reading", "View", "fold"]
