"""Agents and teams as funnels, and surveys that ask for a second look: who is named, who is not, who is hidden."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from cxcel.functions import KPI_FUNNEL
from cxcel_addin.report.render import render

from .aligned import alone, contacts, report, score


def odd_agent(rate: float = 0.15, seed: int = 3):
    """Contacts of ten agents, of whom A00 resolves far fewer."""
    frame = contacts(seed=seed).frames[0]
    names = np.array(frame.columns["agent"].labels)[frame["agent"]]
    rng = np.random.default_rng(seed + 1)
    chance = np.where(names == "A00", rate, 0.6)
    return contacts(seed=seed, resolved=(rng.random(frame.n) < chance).astype(float))


def texts(content: bytes) -> list[str]:
    book = load_workbook(BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return [cell for cell in cells if isinstance(cell, str)]


def test_the_funnel_is_that_of_the_function():
    given = odd_agent()
    frame = given.frames[0]
    names = np.array(frame.columns["agent"].labels)[frame["agent"]]
    found = KPI_FUNNEL(frame["resolved"].tolist(), None, None, names.tolist())
    by_name = {row[0]: row for row in found[1:]}
    funnel = report(given).variation.funnels[0]
    for point in funnel.points:
        assert point.figure.value == pytest.approx(by_name[point.label][3])
        assert point.p_adjusted == pytest.approx(by_name[point.label][10])


def test_only_those_outside_are_named_and_the_others_counted_in_the_order_of_their_names():
    made = report(odd_agent())
    funnel = made.variation.funnels[0]
    assert [p.label for p in funnel.points if p.outside] == ["A00"]
    inside = [p.label for p in funnel.points if not p.outside]
    assert inside == sorted(inside)
    assert "1 of 10 agents differs" in made.variation.section.title
    assert funnel.others.startswith("9 others")


def test_alike_agents_are_not_ranked():
    made = report(contacts())
    assert "cannot be ranked" in made.variation.section.title
    assert not any(p.outside for p in made.variation.funnels[0].points)


def test_an_agent_with_under_five_contacts_is_nowhere_in_the_file():
    frame = contacts(agents=6).frames[0]
    names = [frame.columns["agent"].labels[code] for code in frame["agent"]]
    names[10:13] = ["Hidden One"] * 3
    names[20:60] = ["Next Smallest"] * 40
    made = report(contacts(agents=6, agent=names))
    labels = {p.label for p in made.variation.funnels[0].points}
    assert not labels & {"Hidden One", "Next Smallest"}
    assert "2 hidden" in made.variation.funnels[0].others
    assert not any("Hidden One" in text for text in texts(render(alone(made))))


def test_two_hundred_agents_fit_on_the_page():
    made = report(contacts(n=6000, agents=200))
    assert len(made.variation.funnels[0].points) > 150
    assert render(alone(made))


def test_without_agents_and_teams_there_is_no_page_and_that_is_said():
    frame = contacts().frames[0]
    kept = {role: column for role, column in frame.columns.items() if role not in ("agent", "team")}
    made = report(replace(contacts(), frames=(replace(frame, columns=kept),)))
    assert made.variation is None
    assert any("No teams and agents" in line for line in made.missing)


# Flags


def worked_on(seed: int = 3):
    """Answers of which agent A03 gets nearly all as 10."""
    frame = contacts(seed=seed).frames[0]
    names = np.array(frame.columns["agent"].labels)[frame["agent"]]
    rng = np.random.default_rng(seed)
    plain = score(rng, 6.2 + 2.2 * frame["resolved"])
    return contacts(seed=seed, nps=np.where((names == "A03") & (rng.random(frame.n) < 0.8), 10.0, plain))


def test_an_agent_with_far_more_tens_is_flagged_for_review_with_the_figures():
    made = report(worked_on())
    assert {flag.subject for flag in made.flags.gaming} == {"A03"}
    many = next(flag for flag in made.flags.gaming if flag.code == "many 10s")
    assert many.figure > 0.7 > many.beside
    assert f"{100 * many.figure:.0f}%" in many.sentence
    assert "A03" in made.flags.section.title


def test_honest_answers_raise_no_flag():
    made = report(contacts())
    assert made.flags.gaming == ()
    assert [sign.agents for sign in made.flags.signs] == [0] * len(made.flags.signs)
    assert "10 agents" in made.flags.nothing


def test_too_few_agents_make_no_check():
    made = report(contacts(agents=3))
    assert made.flags is None
    assert any("gaming" in line for line in made.missing)


# The file


@pytest.mark.parametrize("given", [worked_on, lambda: contacts(n=60, days=50)])
def test_the_file_is_valid_and_every_chart_says_its_figures(given, tmp_path):
    made = report(given())
    path = tmp_path / "r.xlsx"
    path.write_bytes(render(alone(made)))
    command = [str(Path(sys.executable).parent / "openxml-audit"), str(path)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout
    alts = [made.weights.chart_alt] if made.weights else []
    alts += [funnel.alt for funnel in made.variation.funnels]
    alts += [eye.alt for eye in made.lags.eyes] if made.lags else []
    assert all(any(letter.isdigit() for letter in alt) for alt in alts)
