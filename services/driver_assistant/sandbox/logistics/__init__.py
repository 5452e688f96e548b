"""The stand-in for a company's logistics SaaS: the whole port of `contracts/logistics`.

The demo and the tests run it; production never does. It keeps its state in memory, decides which
actions are legal, computes driving hours, and can misbehave on demand (`/_control`). It imports
contracts and runtime only.
"""
