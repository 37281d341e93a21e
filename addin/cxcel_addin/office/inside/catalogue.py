"""The functions as this extension was built with them."""

from __future__ import annotations

import json
import os
from typing import Any

ANY_FUNCTION = "CX"


class Function:
    """One function, as far as its arguments have to be told apart."""

    def __init__(self, name: str, told: dict[str, Any]) -> None:
        self.name = name
        self.parameters: tuple[str, ...] = tuple(told["parameters"])
        self.most: int = told["most"]  # arguments
        self.cells: frozenset[int] = frozenset(told["cells"])  # places of arguments that must be ranges of cells
        self.times: frozenset[int] = frozenset(told["times"])  # that may be times
        self.by_name: dict[str, frozenset[int]] = {n: frozenset(t) for n, t in told["by_name"].items()}
        self.parts_of_day: frozenset[int] = frozenset(told["seconds"])  # plain numbers of seconds
        self.table: bool = told["table"]

    def named(self, place: int) -> str:
        """Return what the argument at a place is called; the last one's name is that of all that follow."""
        return self.parameters[min(place, len(self.parameters) - 1)]

    def times_in(self, values: tuple[Any, ...]) -> frozenset[int]:
        """Return the places of a call's arguments that may be times; the first may name a metric."""
        if self.by_name and values and isinstance(values[0], str):
            return self.by_name.get(values[0].strip().upper(), frozenset())
        return self.times


class Catalogue:
    """All functions, the version, and how to start the process that computes."""

    def __init__(self, folder: str) -> None:
        with open(os.path.join(folder, "functions.json"), encoding="utf-8") as file:
            told = json.load(file)
        self.version: str = told["version"]
        self.functions = {name: Function(name, each) for name, each in told["functions"].items()}
        with open(os.path.join(folder, "place.json"), encoding="utf-8") as file:
            place = json.load(file)
        self.python: str = place["python"]
        self.path: list[str] = place["path"]
