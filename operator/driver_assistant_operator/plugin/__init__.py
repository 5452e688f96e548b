"""`kubectl driver-assistant`: what people ask of an assistant, from their own machine.

Everything goes through kubectl, so contexts, logins and rights are the person's own.
"""
