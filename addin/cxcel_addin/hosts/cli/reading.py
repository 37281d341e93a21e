"""The options of commands that read files: how the files are to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Reading(click.Command):
    """A command that reads files; its help lists the roles that --map takes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the roles under the options."""
        from cxcel.data.roles import ROLES

        with formatter.section("Roles"):
            formatter.write_dl([(name, role.title) for name, role in ROLES.items()])


def reading(command: F) -> F:
    """Add the options that say how files are to be read."""
    options: tuple[Callable[[F], F], ...] = (
        click.option("--map", "roles", multiple=True, metavar="FILE:role=Header", help="Name the column of a role."),
        click.option("--blank", "blanks", multiple=True, metavar="VALUE", help="Read VALUE as not answered."),
        click.option("--scale", "scales", multiple=True, metavar="ROLE=TOP", help="Top of a score's scale: csat=7."),
        click.option("--dates", metavar="ORDER", help="day-first or month-first, where a file cannot prove it."),
        click.option("--decimal", metavar="MARK", help="comma or point, where a file cannot prove it."),
    )
    for option in reversed(options):
        command = option(command)
    return command
