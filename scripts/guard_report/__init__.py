"""The guardrails' report: one file per question. Run by `guardrails_report.py`."""
