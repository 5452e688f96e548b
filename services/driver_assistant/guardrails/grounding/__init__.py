"""Is what the answer says in the record that was fetched?

`checks/output_grounding.py` calls `ground.ground`. Pure and without a model: the answer's typed
atoms (times, dates, amounts, ids, places, statuses) are looked up in the evidence, in the record
that the sentence speaks of. It never rewrites an answer and never fetches anything.
"""
