"""Settings of the sandbox process itself; each stand-in has its own."""

from __future__ import annotations

from pydantic import Field, field_validator

from driver_assistant.runtime.settings import ProcessSettings, TextList, split_list


class SandboxSettings(ProcessSettings):
    """Where the sandbox listens and what its phone page may reach."""

    http_host: str = Field(
        "127.0.0.1",
        description="Address of the sandbox's server. Loopback unless told otherwise: whoever "
        "reaches it can write as any driver.",
    )
    sandbox_control_url: str = Field(
        "",
        description="The demo supervisor's address, set by `make demo`. Empty: the phone page "
        "can't kill, pause or list; its other switches work.",
    )
    sandbox_page_hosts: TextList = Field(
        (),
        description="Host names under which browsers may open the phone page beside 127.0.0.1 and "
        "localhost, e.g. `sandbox.example.internal`. Any other name is refused, so that no "
        "foreign page can point its own name here.",
    )

    _split = field_validator("sandbox_page_hosts", mode="before")(split_list)
