"""Puts the built add-in into the wheel, so that nobody who installs it needs what builds it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
TARGET = "cxcel_addin/package/cxcel.xlam"


class AddinHook(BuildHookInterface[Any]):
    """Builds ``cxcel.xlam`` for a wheel; an editable installation builds it when it is asked for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it beside the wheel."""
        if version == "editable":
            return
        sys.path[:0] = [str(ROOT / "udfs"), str(ROOT / "addin")]
        from cxcel_addin.package import builder

        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / builder.FILE_NAME
        path.write_bytes(builder.build())
        build_data["force_include"][str(path)] = TARGET

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made for the wheel."""
        if version != "editable":
            self.folder.cleanup()
