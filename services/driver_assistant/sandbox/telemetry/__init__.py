"""A small OTLP/HTTP receiver: the platform's own spans, put together as a message's journey.

`spans.py` reads what a process exports, `keeper.py` keeps it in bounded memory, `journey.py` makes
the 26 steps of one message out of it. Spans carry ids, counts and offsets; no text comes in here.
"""
