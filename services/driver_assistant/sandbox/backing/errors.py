"""Why a backing service can't be had; each error says what to do about it."""

from __future__ import annotations

from typing import TypeVar

from driver_assistant.contracts.errors import Permanent

Known = TypeVar("Known", bound=Exception)


class BackingError(Permanent):
    """A backing service can't be had."""

    code = "backing"


class ProgramsMissing(BackingError):
    """A backing service is not installed."""

    code = "programs_missing"

    def __init__(self, detail: str, *, command: str) -> None:
        super().__init__(detail)
        self.command = command  # what the reader should type, ready to copy


class ServerDidNotAnswer(BackingError):
    """A backing service doesn't answer."""

    code = "server_did_not_answer"


class ServerDidNotStart(BackingError):
    """A private backing service ended while it was starting."""

    code = "server_did_not_start"


class ServerNotOurs(BackingError):
    """A server given by URL is not ours to control."""

    code = "server_not_ours"


class ServerInTheWay(BackingError):
    """A server is not in the state this needs."""

    code = "server_in_the_way"


class DirectoryNotReachable(BackingError):
    """The servers can't reach the directory that was chosen for their data."""

    code = "directory_not_reachable"


class NoFreePort(BackingError):
    """No free port was found on 127.0.0.1."""

    code = "no_free_port"


def first_known(group: ExceptionGroup[Exception], kind: type[Known]) -> Known:
    """The first error of a task group, where all of them are of a known kind; else the group.

    `except*` can't do this: what is raised in it is wrapped in a group again.
    """
    known, others = group.split(kind)
    if known is None or others is not None:
        raise group
    return next(error for error in known.exceptions if isinstance(error, kind))
