"""What a column can be: one entry per role. The headers that mean it are in `aliases`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxcel.data import aliases
from cxcel.sentences import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Role:
    """One meaning that a column can have.

    Kinds: id, word, text, date, clock, flag, presence, seconds, money, number, score, count, rate.
    """

    name: str
    title: str
    kind: str
    help: str = ""
    grain: str = ""  # the grain this role is evidence for
    counts: bool = False  # a flag that is a count in a period table
    when_dates: str = ""  # role taken instead when the cells turn out to be points in time
    when_rates: str = ""  # role taken instead when the cells turn out to be percentages
    unless: str = ""  # role that rules this one out in a table without contact ids
    scales: tuple[tuple[int, int], ...] = ()  # lowest and highest answer, most likely first
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()

    @property
    def said(self) -> Sentence:
        """The title for the middle of a sentence."""
        return sentence(self.title)

    @property
    def names(self) -> tuple[str, ...]:
        """Headers that say the role precisely, normalised."""
        return _words(aliases.NAMES.get(self.name, ""))

    @property
    def also(self) -> tuple[str, ...]:
        """Looser headers."""
        return _words(aliases.ALSO.get(self.name, ""))

    @property
    def aliases(self) -> tuple[str, ...]:
        """All normalised headers, the precise ones first."""
        return self.names + self.also


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(",") if word.strip())


def _set(text: str) -> frozenset[str]:
    return frozenset(_words(text))


_ALL = (
    Role(
        "contact_id",
        "contact id",
        "id",
        "one id per call, chat or ticket; joins a survey to its contact",
        grain="contact",
    ),
    Role("customer_id", "customer id", "id", "one id per customer; joins customers to contacts and answers"),
    Role("answer_id", "answer id", "id", "one id per survey answer"),
    Role("agent", "agent", "word", "who handled the contact"),
    Role("team", "team", "word", "team, queue or department"),
    Role("channel", "channel", "word", "phone, chat, e-mail ..."),
    Role("preferred_channel", "preferred channel", "word", "the channel the customer would rather have used"),
    Role("topic", "topic", "word", "what the contact was about"),
    Role("segment", "customer segment", "word", "the kind of customer"),
    Role("tier", "loyalty tier", "word", "loyalty card or membership"),
    Role("market", "market", "word", "country or region"),
    Role("contract", "contract", "word", "kind of contract"),
    Role("status", "status", "word", "state of the ticket or call, as the platform words it"),
    Role("comment", "comment", "text", "what the customer wrote", grain="answer"),
    Role("date", "date", "date", "when it happened"),
    Role("time", "time of day", "clock", "time of day, joined into the date", when_dates="date"),
    Role("asked_at", "asked at", "date", "when the survey was sent"),
    Role("first_response_at", "first response at", "date", "when the customer first heard back", grain="contact"),
    Role("resolved_at", "resolved at", "date", "when it was solved", grain="contact"),
    Role("started_at", "started at", "date", "when the contact began", grain="contact"),
    Role("answered_at", "answered at", "date", "when an agent picked up", grain="contact"),
    Role("ended_at", "ended at", "date", "when the contact was over", grain="contact"),
    Role(
        "answered",
        "answered",
        "flag",
        "an agent took the contact",
        grain="contact",
        counts=True,
        when_dates="answered_at",
        when_rates="answer_rate",
        yes=_set(
            "accepted, angenommen, answered, atendida, beantwoord, beantwortet, completed, connected, "
            "contestada, decroche, handled, repondu, risposta, risposto, success, successful, taken"
        ),
        no=_set(
            "abandonada, abandonado, abandoned, abandonne, abbandonata, abgebrochen, dropped, gemist, hangup, "
            "hung up, lost, missed, no answer, not answered, opgehangen, perdida, persa, rejected, "
            "unanswered, verpasst"
        ),
    ),
    Role(
        "abandoned",
        "abandoned",
        "flag",
        "the customer gave up waiting",
        grain="contact",
        counts=True,
        when_rates="abandon_rate",
        yes=_set("abandoned, dropped, lost, missed"),
        no=_set("answered, handled"),
    ),
    Role(
        "resolved",
        "resolved at first contact",
        "flag",
        "the customer's matter was settled",
        grain="contact",
        counts=True,
        when_dates="resolved_at",
        yes=_set(
            "closed, complete, completed, done, fixed, geloest, opgelost, resolu, resolved, resuelto, risolto, solved"
        ),
        no=_set(
            "escalated, in progress, incomplete, new, niet opgelost, no resuelto, non resolu, non risolto, "
            "not resolved, on hold, open, pending, reopened, ungeloest, unresolved, unsolved"
        ),
    ),
    Role(
        "transferred",
        "transferred",
        "flag",
        "handed to another agent or team",
        grain="contact",
        counts=True,
        yes=_set("transferred"),
        no=_set("not transferred"),
    ),
    Role(
        "escalated",
        "escalated",
        "flag",
        "went up to a higher level",
        grain="contact",
        counts=True,
        yes=_set("escalated"),
        no=_set("not escalated"),
    ),
    Role(
        "bot",
        "handled by a bot",
        "flag",
        "a bot or IVR took the contact",
        grain="contact",
        yes=_set("automated, bot, chatbot, ivr, virtual"),
        no=_set("agent, human"),
    ),
    Role(
        "complaint",
        "complaint",
        "flag",
        "the customer complained",
        counts=True,
        yes=_set("complaint"),
        no=_set("no complaint"),
    ),
    Role("invited", "invited to the survey", "flag", "the customer was asked for an answer", when_dates="asked_at"),
    Role(
        "churned",
        "churned",
        "flag",
        "the customer left",
        grain="customer",
        yes=_set("attrited customer, cancelled, churned, exited, inactive, leaver, left, lost"),
        no=_set("active, current, existing, existing customer, joined, retained, stayed"),
    ),
    Role(
        "retained",
        "retained",
        "flag",
        "the customer stayed",
        grain="customer",
        yes=_set("active, renewed, retained, stayed"),
        no=_set("churned, inactive, lapsed, lost"),
    ),
    Role(
        "within_target",
        "answered within target",
        "flag",
        "answered within the service-level time",
        grain="contact",
        yes=_set("achieved, in sla, met, within, within sla"),
        no=_set("breached, missed, not met, out of sla, outside, sla violated, violated"),
    ),
    Role(
        "cancelled",
        "cancelled",
        "presence",
        "a cancellation date or year: any entry means that the customer left",
        grain="customer",
        when_dates="left_at",
    ),
    Role("joined_at", "customer since", "date", "when the customer came"),
    Role("left_at", "left on", "date", "when the customer left; blank for those still there", grain="customer"),
    Role("member", "programme member", "flag", "the customer is a member of the loyalty programme"),
    Role(
        "programme_active",
        "active in the programme",
        "flag",
        "the member took part in the period",
        grain="customer",
    ),
    Role("points_issued", "points issued", "number", "points given to the member so far", grain="customer"),
    Role("points_redeemed", "points redeemed", "number", "of these, points spent", grain="customer"),
    Role("complaints_made", "complaints of the customer", "number", "how often the customer complained"),
    Role("days_to_expiry", "days to the end of the contract", "number", "below 0: it has ended", grain="customer"),
    Role("days_silent", "days of silence", "number", "days since the customer was last heard of", grain="customer"),
    Role(
        "wait",
        "time to answer",
        "seconds",
        "seconds from entering the queue to an answer",
        grain="contact",
        when_dates="first_response_at",
    ),
    Role("talk", "talk time", "seconds", "seconds in conversation", grain="contact"),
    Role("hold", "hold time", "seconds", "seconds on hold", grain="contact"),
    Role("wrap", "after-call work", "seconds", "seconds of work after the contact", grain="contact"),
    Role(
        "handle",
        "handle time",
        "seconds",
        "seconds of agent time: talk, hold and after-call work",
        unless="answer_id",
        grain="contact",
    ),
    Role(
        "resolve_time",
        "time to resolution",
        "seconds",
        "seconds from opening to resolution",
        grain="contact",
        when_dates="resolved_at",
    ),
    Role("idle", "available time", "seconds", "seconds an agent was ready and waiting"),
    Role("cost", "cost", "money", "what it cost"),
    Role("spend", "spend", "money", "what the customer spends"),
    Role("value", "customer value", "money", "what the customer is worth over the whole relation", grain="customer"),
    Role("tenure", "tenure", "number", "months as a customer", grain="customer"),
    Role(
        "nps", "likelihood to recommend", "score", "would you recommend us, 0 to 10", grain="answer", scales=((0, 10),)
    ),
    Role(
        "csat",
        "satisfaction",
        "score",
        "how satisfied, 1 to 5 (or 7, or 10)",
        grain="answer",
        scales=((1, 5), (1, 7), (1, 10)),
    ),
    Role(
        "ces",
        "ease (effort score)",
        "score",
        "the company made it easy, 1 to 7 (or 5); high = easy",
        grain="answer",
        scales=((1, 7), (1, 5)),
    ),
    Role(
        "enps",
        "employees' likelihood to recommend",
        "score",
        "would you recommend us as an employer, 0 to 10",
        grain="employee",
        scales=((0, 10),),
    ),
    Role("offered", "contacts offered", "count", "contacts that arrived in the period", grain="period"),
    Role("answered_in_time", "answered in time", "count", "contacts answered within the target", grain="period"),
    Role(
        "abandoned_in_time",
        "abandoned in time",
        "count",
        "contacts given up before the target was over",
        grain="period",
    ),
    Role("delivered", "surveys delivered", "count", "surveys that reached someone", grain="period"),
    Role("responses", "survey responses", "count", "surveys answered", grain="period"),
    Role("answer_rate", "answer rate", "rate", "share of contacts answered", grain="period"),
    Role("abandon_rate", "abandon rate", "rate", "share of contacts given up", grain="period"),
    Role("service_level", "service level", "rate", "share of contacts answered within the target", grain="period"),
)

ROLES: Mapping[str, Role] = {role.name: role for role in _ALL}

UNCLEAR: Mapping[str, tuple[str, ...]] = {
    words: roles for text, roles in aliases.UNCLEAR.items() for words in _words(text)
}
IGNORED = _set(aliases.IGNORED)
