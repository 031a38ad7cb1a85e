"""The chronicle of a run: what happened, quarter by quarter, in plain English.

Every function here takes a record and returns text; the caller prints it. Names and phrases come
from the scenario in the record, and all facts come from the record.
"""

from sim.narrative.cast import Cast
from sim.narrative.courses import Turning, opening_sentences, turning_sentence, turnings
from sim.narrative.outcome import outcome_text
from sim.narrative.rulings import closing_rulings, opening_rulings
from sim.narrative.tables import summary_tables
from sim.page import fill
from sim.record import Record, TurnRecord
from sim.rules.outcomes import WINDOW
from sim.words import STANCE_WORDS, capitalised, counted, joined, percent, possessive, sentence

UNCHANGED = "All courses go on."
MOVED = 0.2
"""Smallest change of the danger of an attack that is told."""


def chronicle(record: Record) -> str:
    """The whole chronicle: heading, every turn, the outcome and the summary tables."""
    cast = Cast(record.scenario)
    parts = [chronicle_header(record, cast), *chronicle_turns(record, cast)]
    parts += [outcome_text(record, cast), summary_tables(record, cast)]
    return "\n\n".join(parts) + "\n"


def chronicle_header(record: Record, cast: Cast) -> str:
    """The heading: scenario, question, seed, versions, doctrines, and the opening courses."""
    document = record.scenario
    start = record.turns_played[0].date if record.turns_played else document["calendar"]["start"]
    played = (
        f"Scenario {document['name']} ({record.scenario_hash[:12]}), seed {record.seed}, "
        f"replicate {record.replicate}, {counted(len(record.turns_played), 'turn')} from {start}; "
        f"marchland {record.code_version}, model {record.model_version}."
    )
    lines = [
        document["title"],
        "=" * len(document["title"]),
        _wrapped(document["question"], ""),
        "",
    ]
    lines += [_wrapped(" ".join(str(document["summary"]).split()), ""), ""]
    guarantor = possessive(cast.role_name("guarantor"))
    legend = (
        "Each quarter tells with what it opened (!), which orders changed, what came of them (>) "
        f"and {guarantor} stance (=), read from its last {WINDOW} quarters. A course is told when "
        "it begins and when it ends, and goes on in between; anything else happens once. Danger, "
        "commitment and influence are numbers from 0 to 1."
    )
    texts = (played, record.descent, _doctrines(cast), legend)
    told = (_wrapped(text, "") for text in texts if text)
    opens = [_wrapped(text, "  ") for text in opening_sentences(cast)]
    return "\n".join([*lines, *told, "", "As the run opens", *opens])


def chronicle_turns(record: Record, cast: Cast) -> list[str]:
    """The quarters; those in a row in which nothing changes are summed up in one paragraph."""
    told: list[str] = []
    quiet: list[TurnRecord] = []
    watch = Watch(record, cast)
    for played, turned in zip(record.turns_played, turnings(record, cast), strict=True):
        lines = watch.news(played, turned)
        if quiet and lines:
            told.append(_paragraph(record, cast, quiet, []))
            quiet = []
        if lines:
            told.append(_paragraph(record, cast, [played], lines))
        else:
            quiet.append(played)
    return [*told, _paragraph(record, cast, quiet, [])] if quiet else told


class Watch:
    """What is new in a turn; it keeps what was told before, so that nothing is told twice."""

    def __init__(self, record: Record, cast: Cast) -> None:
        self._record, self._cast = record, cast
        self._before: TurnRecord | None = None
        self._danger: dict[str, float] = {}

    def news(self, played: TurnRecord, turned: list[Turning]) -> list[str]:
        """Lines on the events, alarm, orders and rulings of the next turn; none if all is quiet."""
        cast, before = self._cast, self._before
        events = [sentence(str(cast.document["events"][key]["text"])) for key in played.events]
        opened = [*events, *opening_rulings(cast, played), *self._alarm(played)]
        opened += self._seen_danger(played)
        orders = [turning_sentence(cast, turning) for turning in turned]
        ruled = [*self._truces(played), *closing_rulings(cast, played, before)]
        moved = before is not None and before.stance != played.stance
        if not orders and (opened or ruled or moved):
            orders = [UNCHANGED]
        self._before = played
        return [*(f"! {text}" for text in opened), *orders, *(f"> {text}" for text in ruled)]

    def _alarm(self, played: TurnRecord) -> list[str]:
        """How likely a course is to be reviewed, if something has alarmed everybody."""
        reviews = [why.review for desks in played.why.values() for why in desks.values()]
        drawn = [review for review in reviews if review is not None and review.draw is not None]
        if not drawn or drawn[0].alarm <= 0.0:
            return []
        return [f"Alarm: every course is reviewed with a chance of {percent(drawn[0].chance)}."]

    def _seen_danger(self, played: TurnRecord) -> list[str]:
        """The danger as everybody saw it when the turn opened, if it has moved since last told."""
        column = self._record.column
        seen = {key: played.state[column(f"theatres.{key}.danger")] for key in self._cast.theatres}
        if self._danger and all(abs(seen[key] - self._danger[key]) < MOVED for key in seen):
            return []
        self._danger = seen
        levels = joined(f"{self._cast.theatre(key)} {level:.2f}" for key, level in seen.items())
        return [f"Danger of an attack, as everybody sees it: {levels}."]

    def _truces(self, played: TurnRecord) -> list[str]:
        """Wars of the turn before that end because nobody attacks any more."""
        fought = {ruling.subject for ruling in played.rulings if ruling.rule == "war"}
        at_war = (key for key in self._cast.theatres if key not in fought)
        return [
            f"Fighting, {self._cast.theatre(key)}: it dies down; nobody attacks any more."
            for key in at_war
            if self._record.series(f"theatres.{key}.war")[played.turn] > 0.5
        ]


def _paragraph(record: Record, cast: Cast, turns: list[TurnRecord], lines: list[str]) -> str:
    """One turn, or several in a row, with the guarantor's stance after them."""
    first, last = turns[0], turns[-1]
    head = f"{first.date} (turn {first.turn})"
    if len(turns) > 1:
        head = f"{first.date} to {last.date} (turns {first.turn} to {last.turn})"
    told = [*(lines or [UNCHANGED]), f"= {_stance(record, cast, first, last)}"]
    return "\n".join([head, *(_wrapped(text, "  ") for text in told)])


def _stance(record: Record, cast: Cast, first: TurnRecord, last: TurnRecord) -> str:
    """The stance after the last turn, with its two main numbers and how they changed."""
    tie = cast.tie_between("guarantor", "defender")
    stance = STANCE_WORDS[last.stance].label
    commitment = _moved(record, first, last, f"ties.{tie}.commitment")
    influence = _moved(record, first, last, f"ties.{tie}.influence")
    told = (
        f"{possessive(cast.role_name('guarantor'))} stance: {stance}; commitment to "
        f"{cast.role_name('defender')} {commitment}, influence there {influence}"
    )
    return capitalised(told)


def _moved(record: Record, first: TurnRecord, last: TurnRecord, path: str) -> str:
    """The value after the last turn and, if it is at least 0.01, its change since the first."""
    values = record.series(path)
    change = f"{values[last.turn + 1] - values[first.turn]:+.2f}"
    moved = "" if change in ("+0.00", "-0.00") else f" ({change})"
    return f"{values[last.turn + 1]:.2f}{moved}"


def _doctrines(cast: Cast) -> str:
    by_doctrine: dict[str, list[str]] = {}
    for key, actor in cast.actors.items():
        by_doctrine.setdefault(str(actor["doctrine"]), []).append(cast.name(key))
    told = (f"{doctrine} ({joined(names)})" for doctrine, names in by_doctrine.items())
    if len(by_doctrine) == 1:
        return f"Every seat is played by the doctrine {next(iter(by_doctrine))}."
    return f"Doctrines: {', '.join(told)}."


def _wrapped(text: str, indent: str) -> str:
    hanging = indent + "  " if indent else ""
    return fill(text, initial_indent=indent, subsequent_indent=hanging)
