"""The seeded world of the stand-in: people, fleet, days, papers, pay and the named cases.

`build.py` is the door. Everything is drawn from one fixed seed and one instant, per driver, so
that two processes show the same bytes and one driver's data never depends on another's.
"""
