"""A stand-in for Meta's WhatsApp Cloud API: same wire format, limits, errors and bad habits.

Called by the real product in `driver-assistant demo`, by tests and by load runs; steered through
`/_control/*`. It never talks to Meta and keeps everything in memory, bounded.
"""
