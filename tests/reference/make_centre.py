"""Make centre.json: printed worked examples of contact-centre and loyalty measures, and logs counted with pandas.

    python tests/reference/make_centre.py

The printed values are typed in below, each with its source; `digits` is how many decimal places were printed.  The
counts from a log are made with pandas alone.  Nothing here imports our own code.
"""

from __future__ import annotations

import json
import platform
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

DATE = "2026-11-22"
HERE = Path(__file__).parent
ICMI = "ICMI Queue Tips 2005, Service Level Calculations, icmi.com/Resources/QueueTips/2005/March"
GENESYS = (
    "Genesys Cloud Resource Center, Configure the service level calculation (formula and switches), with ICMI's counts"
)
WALLET = (
    "Keiningham et al. 2011, HBR 89(10): (1 - rank / (brands + 1)) * (2 / brands), as printed in santoshsrivastava.com"
)


def printed(
    function: str, arguments: list[Any], value: float, digits: int, source: str, tool: str = "worked example"
) -> dict[str, Any]:
    """One printed value: what to call, what it must give, to how many places, and who printed it."""
    return {
        "function": function,
        "arguments": arguments,
        "value": value,
        "digits": digits,
        "source": source,
        "tool": tool,
        "version": "",
        "command": "",
        "date": DATE,
    }


PRINTED = [
    printed("SERVICE_LEVEL", [860, 1000, 60, 20, "credit"], 0.83, 2, ICMI + ", formula 1"),
    printed("SERVICE_LEVEL", [860, 1000, None, None, "answered"], 0.86, 2, ICMI + ", formula 2"),
    printed("SERVICE_LEVEL", [860, 1000, 60, None, "offered"], 0.81, 2, ICMI + ", formula 3"),
    printed("SERVICE_LEVEL", [860, 1000, 60, 20], 0.83, 2, ICMI + ", formula 4"),
    printed("SERVICE_LEVEL", [860, 1000, 60, None, "credit_short", 10], 870 / 1060, 6, ICMI + ", formula 5, derived"),
    printed("SERVICE_LEVEL", [860, 1000, 60, None, "genesys"], 860 / 1060, 6, GENESYS),
    printed("SERVICE_LEVEL", [860, 1000, 60, None, "genesys", 10], 860 / 1050, 6, GENESYS + ", short abandons off"),
    printed("SERVICE_LEVEL", [860, 1000, None, None, "genesys"], 860 / 1000, 6, GENESYS + ", abandons off"),
    printed("SERVICE_LEVEL", [860, 1000, 60, None, "genesys", None, 25], 860 / 1085, 6, GENESYS + ", 25 flow-outs on"),
    printed("SERVICE_LEVEL", [50, 130, 0, 0], 0.38, 2, "Cisco ICM 4.5, manual page 143: 50 / (50 + 80)", "manual"),
    printed("FCR_RATE", [22, 52], 0.423, 3, "Time Doctor, First Call Resolution: 52 first calls, 30 with follow-up"),
    printed("TRANSFER_RATE", [150, 1000], 0.15, 2, "OracleCMS glossary, What is Call Transfer Rate?"),
    printed("TRANSFER_RATE", [18, 180], 0.1, 4, "ToolRoost, Call Transfer Rate Calculator", "calculator"),
    printed("ABANDON_RATE", [40, 1000], 0.04, 2, "Investopedia, Abandon Rate"),
    printed("ASA", [4800, 320], 15, 0, "Turnella, Average speed of answer: 4,800 s over 320 calls"),
    printed("OCCUPANCY", [45 * 60, 15 * 60], 0.75, 2, "Fonolo 2015, Demystifying the Occupancy Rate: 45 of 60 minutes"),
    printed(
        "AHT",
        [[25_000, 37_500, 24_900, 1_200], None, None, [100, 150, 100, 2]],
        252,
        0,
        "Call Centre Helper, How to calculate weighted AHT: 250, 250, 249 and 600 s",
    ),
    printed("COST_PER_CONTACT", [540_000, 120_000], 4.5, 2, "Klipfolio, Cost per Contact Metric"),
    printed("COST_PER_CONTACT", [25_000, 10_000], 2.5, 2, "BraveCalculator, Cost Per Contact Calculator", "calculator"),
    printed("COST_PER_RESOLUTION", [50_000, 1_000], 50, 0, "Kodif 2024, How to Calculate Cost Per Resolution"),
    printed("CONTAINMENT_RATE", [1000, 200], 0.8, 2, "Smartweb glossary, Bot Containment Rate"),
    printed("CONTAINMENT_RATE", [1000, 270], 0.73, 2, "Decagon glossary, Chatbot containment rate: 730 of 1,000"),
    printed("CONTAINMENT_RATE", [100, 27], 0.73, 2, "99helpers glossary, Containment Rate: 73 contained, 27 escalated"),
    printed("RETENTION_RATE", [1000, 900, 0], 0.9, 2, "My Marketing Deal, Retention Rate: 900 of 1,000 still there"),
    printed("PARTICIPATION_RATE", [300, 1000], 0.3, 2, "TagLab, Loyalty Program Participation Rate, first example"),
    printed("PARTICIPATION_RATE", [150, 500], 0.3, 2, "TagLab, Loyalty Program Participation Rate, second example"),
    printed("REDEMPTION_RATE", [50, 200], 0.25, 2, "Loyally, redemption rate: 200 issued, 50 used"),
    printed("REDEMPTION_RATE", [25_000, 100_000], 0.25, 2, "Leat, redemption rate: 100,000 points issued, 25,000 used"),
    printed(
        "BREAKAGE_RATE", [100_000, 25_000], 0.75, 2, "FAS Solutions: breakage = 1 - redemption, with Leat's points"
    ),
    printed("BREAKAGE_RATE", [1000, 500], 0.5, 2, "Brandmovers, What Is Point Breakage: 1,000 earned, 500 left"),
    printed("SHARE_OF_WALLET", [40, 100], 0.4, 2, "Circana CPG dictionary, Share of Wallet"),
    printed("SHARE_OF_WALLET", [75, 150], 0.5, 2, "Venturu dictionary, Share of Wallet: 75 of 150 on coffee"),
    printed("SHARE_OF_WALLET", [20, 30], 2 / 3, 6, "HubSpot, Share of Wallet: 20 of 30 on streaming; share derived"),
    printed("WALLET_RULE", [1, 2], 0.67, 2, WALLET + ", first of two brands"),
    printed("WALLET_RULE", [2, 2], 1 / 3, 6, WALLET + ", derived"),
    printed("WALLET_RULE", [[1, 2, 3], [3, 3, 3]], 1 / 3, 6, WALLET + ", the shares of three brands add up to 1"),
    printed(
        "REPEAT_RATE",
        [["Tom", "John", "John", "Betty"], [46023.4, 46023.5, 46023.55, 46023.6]],
        0.25,
        2,
        "Call Centre Helper forum, call resolution: repeat calls over total calls, with the calls of "
        "callcenterdecoded.com",
    ),
]


def log() -> list[list[Any]]:
    """Contacts of a made-up quarter: customer, hour since its start, reason, taken by a bot, escalated."""
    draw = random.Random(20261122)
    rows = []
    for _ in range(160):
        bot = draw.random() < 0.4
        escalated = bot and draw.random() < 0.3
        hour = draw.randrange(90 * 24)
        rows.append([f"c{draw.randrange(45)}", hour, draw.choice(["bill", "line", "other"]), bot, escalated])
    return rows


def counted(rows: list[list[Any]]) -> dict[str, Any]:
    """Hits and base of every measure of the log, by pandas."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["who", "hour", "why", "bot", "escalated"]).sort_values("hour", kind="stable")
    out: dict[str, Any] = {}
    for days in (1, 7, 30):
        judged = frame["hour"] + 24 * days <= frame["hour"].max()
        for name, keys in (("any reason", ["who"]), ("same reason", ["who", "why"])):
            by = frame.groupby(keys, sort=False)["hour"]
            ahead = by.shift(-1) - frame["hour"] <= 24 * days
            behind = frame["hour"] - by.shift(1) <= 24 * days
            out[f"FCR_WINDOW, {days} days, {name}"] = [int((~ahead & judged).sum()), int(judged.sum())]
            out[f"REPEAT_RATE, {days} days, {name}"] = [int(behind.sum()), len(frame)]
        ahead = frame.groupby("who", sort=False)["hour"].shift(-1) - frame["hour"] <= 24 * days
        sessions = frame["bot"] & judged
        kept = sessions & ~frame["escalated"] & ~ahead
        out[f"CONTAINMENT_WINDOW, {days} days"] = [int(kept.sum()), int(sessions.sum())]
    first = frame.groupby("who")["hour"].nth(0)
    second = frame.groupby("who")["hour"].nth(1)
    pairs = pd.DataFrame({"first": first.set_axis(frame.loc[first.index, "who"])}).join(
        pd.DataFrame({"second": second.set_axis(frame.loc[second.index, "who"])})
    )
    out["REPEAT_PURCHASE_RATE, 0 days"] = [int(pairs["second"].notna().sum()), len(pairs)]
    for days in (7, 30):
        old = pairs[pairs["first"] + 24 * days <= frame["hour"].max()]
        out[f"REPEAT_PURCHASE_RATE, {days} days"] = [int((old["second"] - old["first"] <= 24 * days).sum()), len(old)]
    return out


def main() -> None:
    """Write the file."""
    rows = log()
    made = {"date": DATE, "python": platform.python_version(), "command": "python tests/reference/make_centre.py"}
    source = "pandas groupby().shift() and nth() over a made-up log; counts of hits and of the base"
    content = {
        "made": made,
        "printed": PRINTED,
        "log": {
            "source": source,
            "tool": "pandas",
            "version": version("pandas"),
            "command": made["command"],
            "date": DATE,
            "rows": rows,
            "counted": counted(rows),
        },
    }
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (HERE / "centre.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
