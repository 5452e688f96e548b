"""The phone page: a chat like WhatsApp's, and beside it what the platform does with each message.

`app.py` builds it, `driver-assistant sandbox` serves it at `/`. Everything it shows comes from the
stand-ins, from the platform's own telemetry and from the demo's supervisor; it holds no secret.
"""
