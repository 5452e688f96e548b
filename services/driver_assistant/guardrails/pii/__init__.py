"""Personal data in an answer: find it, decide by field policy, mask what may not leave.

`checks/output_pii.py` calls it. Pure: text and evidence in, matches out; it never logs a value
and never decides the answer's fate.
"""
