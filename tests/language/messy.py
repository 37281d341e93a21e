"""Files as they come: semicolons, copies, codes, wrong answers, odd times, rows without partner."""

from __future__ import annotations

from pathlib import Path

import numpy as np

CONTACTS, SURVEY, CUSTOMERS, DAYS = 1_200, 700, 400, 60
CHANNELS = ("Telefon", "Chat", "Mail")


def write(folder: Path) -> list[Path]:
    """Write the files; always the same."""
    rng = np.random.default_rng(5)
    made = {
        "anrufe.csv": _contacts(rng),
        "umfrage.csv": _survey(rng),
        "kunden.csv": _customers(rng),
        "tage.csv": _days(rng),
    }
    for name, lines in made.items():
        (folder / name).write_text("\n".join(lines), encoding="cp1252")
    return [folder / name for name in made]


def _day(i: int) -> str:
    return f"{i % 28 + 1:02d}.{i * 6 // CONTACTS % 6 + 1:02d}.2026"


def _contacts(rng: np.random.Generator) -> list[str]:
    lines = ["Contact ID;Customer ID;Date;Time;Channel;Team;Wait;Talk;Answered;Resolved;Transferred;Opened;Opened"]
    for i in range(CONTACTS):
        answered = i % 17 > 0
        wait = "soon" if i == 40 else -5 if i == 50 else int(rng.exponential(60))
        talk = int(rng.exponential(300)) if answered else 0
        flags = [int(answered), int(rng.random() < 0.7), "maybe" if i == 60 else int(rng.random() < 0.1)]
        row = [f"C{i}", f"K{i % (CUSTOMERS + 30)}", _day(i), f"{8 + i % 10}:{i % 60:02d}", CHANNELS[i % 3]]
        row += [f"Süd {i % 4}", wait, talk, *flags, "x", "y"]
        lines.append(";".join(map(str, row)))
    lines += [lines[3], lines[7], lines[9] + ";;;zu viel"]
    return lines


def _survey(rng: np.random.Generator) -> list[str]:
    lines = ["Antwort;Contact ID;Customer ID;NPS;CSAT;Kommentar"]
    words = ("schnell gelöst", "lange gewartet", "freundlich und klar", "zu teuer und langsam")
    for i in range(SURVEY):
        partner = f"C{i}" if i % 50 else f"Z{i}"
        score = 11 if i == 33 else 99 if i == 66 else int(rng.integers(0, 11))
        text = f"{words[(score < 7) + 2 * (i % 2)]} {i % 9}"
        lines.append(f"A{i};{partner};K{i % (CUSTOMERS + 30)};{score};{int(rng.integers(1, 6))};{text}")
    return lines


def _customers(rng: np.random.Generator) -> list[str]:
    lines = ["Customer ID;Segment;Member;Cancelled;Spend"]
    for i in range(CUSTOMERS):
        spend = f"{rng.gamma(2, 100):.2f}".replace(".", ",")
        lines.append(f"K{i};{('Klein', 'Groß')[i % 2]};{int(i % 3 == 0)};{'01.02.2026' if i % 11 == 0 else ''};{spend}")
    return lines


def _days(rng: np.random.Generator) -> list[str]:
    lines = ["Date;Offered;Answered;Service Level (20 Seconds);Average Speed of Answer;NPS"]
    for i in range(DAYS):
        offered = int(rng.integers(150, 250))
        lines.append(
            f"{i % 28 + 1:02d}.{i // 28 + 1:02d}.2026;{offered};{offered - i % 9};{70 + i % 20}%;{20 + i % 15};{i % 10}"
        )
    return lines
