"""PostgreSQL, RabbitMQ and Redis for `make demo` and `make test`.

`servers.backing()` is the way in: servers named by URL are checked, the others run privately on
free ports of 127.0.0.1 and vanish with the process that asked for them. Nothing is imported here,
so that the warden, a process of its own, starts in a few milliseconds.
"""
