"""`driver-assistant demo`: the whole platform as local processes, with stand-ins for the outside.

`run.run_demo` is the way in; `environment.py` is the one place where the processes' settings are
put together, tests use it too; `state.read_state` finds a running demo.
"""
