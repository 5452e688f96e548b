"""Finds plugins by scanning a folder. Called once by each app; knows no kind of plugin.

One plugin is one public module with one `PLUGIN`. Adding one is a file, never a registry edit;
a module without a `PLUGIN`, or two with one name, stop the process at start, naming the file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Protocol, TypeVar

from driver_assistant.contracts.errors import Permanent


class Named(Protocol):
    """What every plugin has: a name that is unique in its folder."""

    @property
    def name(self) -> str: ...


P = TypeVar("P", bound=Named)


class PluginError(Permanent):
    """A plugin's file is wrong."""

    code = "plugin_error"


def discover(package: ModuleType, kind: type[P]) -> Mapping[str, P]:
    """Import every public module of `package` and collect its `PLUGIN`, in order of file names."""
    found: dict[str, P] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        plugin = getattr(module, "PLUGIN", None)
        if not isinstance(plugin, kind):
            raise PluginError(f"{module.__name__} has no PLUGIN of type {kind.__name__}")
        if plugin.name in found:
            raise PluginError(f"{module.__name__}: the name {plugin.name!r} is taken")
        found[plugin.name] = plugin
    return MappingProxyType(found)
