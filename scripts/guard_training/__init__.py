"""Trains the guardrails' scorers: data, fit, calibration, model card. Run by `train_guard.py`."""
