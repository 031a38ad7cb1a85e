"""A person at a console as a player: the sheet is shown, orders are asked for and sealed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence

from sim.exercise.people.console import Console, LeftError, TimeIsUpError
from sim.exercise.people.sheet_text import (
    TABLES,
    briefing_text,
    choice_text,
    listed,
    news_text,
    number_tables,
    numbers_text,
    orders_text,
    reply_text,
    sheet_text,
    summary_text,
    time_text,
)
from sim.exercise.people.terms import meaning_of, terms
from sim.exercise.seating import STAY
from sim.exercise.session import REMARKS
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Sheet
from sim.page import fill, folded
from sim.play.seats import Decision
from sim.record import Option
from sim.scenario.problems import guess
from sim.vocabulary import DESKS
from sim.words import aligned, capitalised, grid, joined, percent

Advice = Mapping[str, Sequence[Option]]
Advise = Callable[[], Advice]
"""Function that returns what the doctrine would weigh, by desk."""
Note = Callable[[str, str], None]
"""Function that keeps a remark: its sort, one of ``REMARKS``, and its text."""

_HELP = (
    ("? NAME", "what an order does, by its number or name; what a word means: ? heat"),
    ("sheet", "the sheet again; news, numbers or orders for a part of it"),
    ("numbers", f"all numbers; {joined(TABLES, 'or')} for one table"),
    ("brief", "your briefing again"),
    ("advice", "what your staff would weigh, for the game as you see it"),
    ("note TEXT", "keep a note for the review; bookmark TEXT marks this turn"),
    ("challenge TEXT", "ask the control desk to look at a ruling again"),
    ("back", "begin with the first order again"),
    ("quit", "stop; the game can be taken up again"),
)
_QUIT, _BACK, _HELP_WORDS = ("quit", "exit"), "back", ("help", "?")
_SHOWN = ("sheet", "news", "numbers", *TABLES, "orders", "brief", "advice")
COMMANDS = (*_SHOWN, *REMARKS, _BACK, *_QUIT, *_HELP_WORDS)
"""Everything that a person can type beside an answer, by its first word."""


class Restart(Exception):  # noqa: N818  # it is no fault
    """The person wants to give the orders of this turn from the first one again."""


class PersonPlayer:
    """A person who decides for an actor at a console.

    Args:
        console: The console.
        curtain: Function that says whether to hide the screen before and after, since others sit
            at the same one.
        advise: Function that returns advice; None if the staff gives none.
        note: Function that keeps a remark.
        staffed: Function that says whether a control desk will read a challenge.
        notices: Function that returns what the room has not been told yet, and forgets it.
        last_news: Function that returns what the seat heard of the last turn.
        late: Function that returns what is played for who is late, one of ``DEFAULTS``.
        problem: Function that returns why a decision cannot be played; "" if it can.
    """

    def __init__(
        self,
        console: Console,
        *,
        curtain: Callable[[], bool] = lambda: False,
        advise: Advise | None = None,
        note: Note = lambda sort, text: None,
        staffed: Callable[[], bool] = lambda: False,
        notices: Callable[[], Sequence[str]] = tuple,
        last_news: Callable[[], Sequence[str]] = tuple,
        late: Callable[[], str] = lambda: STAY,
        problem: Callable[[Decision], str] = lambda decision: "",
    ) -> None:
        self._console, self._curtain = console, curtain
        self._advise, self._note, self._staffed = advise, note, staffed
        self._notices, self._last_news, self._late = notices, last_news, late
        self._problem = problem
        self._briefing: Briefing | None = None
        self._told = False
        self._until: float | None = None

    def begin(self, briefing: Briefing) -> None:
        """Keep the briefing, which is shown before the first sheet."""
        self._briefing, self._told = briefing, False

    def answer(self, sheet: Sheet) -> Answer:
        """Show a sheet and return the answer that the person seals.

        Raises:
            LeftError: The person wants to stop.
            NoAnswer: The time is up.
        """
        briefing, curtain = self._known(), self._curtain()
        if curtain and not sheet.fault:
            self._called(f"{capitalised(briefing.name)}, {sheet.view.date}: come to the screen")
        # Who gave orders that cannot be played has the rest of the time, and no more.
        if not sheet.fault:
            self._until = None if sheet.seconds is None else time.monotonic() + sheet.seconds
        until = self._until
        if not self._told:
            self._console.say(f"{briefing_text(briefing)}\n\n{help_text()}\n")
            self._told = True
        if sheet.fault:
            self._console.say(folded(f"Not possible: {sheet.fault}"))
        else:
            self._console.say(sheet_text(sheet, briefing))
            if sheet.seconds is not None:
                self._console.say(folded(time_text(sheet.seconds, self._late())))
        try:
            while True:
                try:
                    return self._asked(sheet, until)
                except Restart:
                    self._console.say("From the first order again.")
        except TimeIsUpError:
            raise NoAnswer(f"no answer within {sheet.seconds:g} seconds") from None
        finally:
            if curtain:
                self._console.hide()

    def end(self, outcome: str) -> None:
        """Hear what came of the last turn; how the game ended, the screen shows to all."""
        news = self._last_news()
        if self._briefing is None or not news:
            return
        name, curtain = capitalised(self._briefing.name), self._curtain()
        with contextlib.suppress(LeftError):
            if curtain:
                self._called(f"{name}, after the last turn: come to the screen")
            self._console.say(f"{listed('Since your last sheet', news)}\n")
            if curtain:
                self._console.ask("Press Enter, and the screen is cleared. ")
                self._console.hide()

    def _known(self) -> Briefing:
        assert self._briefing is not None
        return self._briefing

    def _called(self, whom: str) -> None:
        """Clear the screen and wait until the right person sits there."""
        self._console.hide()
        for notice in self._notices():
            self._console.say(folded(f"! {notice}", hanging=2))
        # Nothing but Enter opens a sheet: it may be somebody else who still types.
        while line := self._console.ask(f"{whom} and press Enter. "):
            if line.lower() in _QUIT:
                raise LeftError

    # --- questions ------------------------------------------------------------------------------

    def _asked(self, sheet: Sheet, until: float | None) -> Answer:
        security, diplomacy = (self._order(sheet, desk, until) for desk in DESKS)
        if fault := self._problem(Decision(security, diplomacy)):
            self._console.say(folded(f"Not possible: {fault}."))
            raise Restart
        reply = self._reply(sheet, until) if sheet.replies else "own"
        intent = self._line("What do you mean to reach? (one line, may be empty) ", sheet, until)
        confidence = self._confidence(sheet, until) if intent else None
        decision = Decision(security, diplomacy, reply)  # type: ignore[arg-type]
        answer = Answer(decision, intent, confidence)
        self._console.say(summary_text(sheet, answer))
        while line := self._line("Press Enter to seal these orders, or type back. ", sheet, until):
            self._console.say(
                f"'{line}' is no answer{guess(line, [_BACK])}. Nothing is sealed yet."
            )
        return answer

    def _order(self, sheet: Sheet, desk: str, until: float | None) -> str:
        """Return an order of a desk; "" to stay on its course."""
        options = [one.order for one in sheet.legal[desk]]
        prompt = (
            f"{capitalised(desk)}: number or name, Enter stays on {sheet.standing[desk]}, ? helps. "
        )
        while True:
            line = self._line(prompt, sheet, until, options)
            if not line:
                return ""
            if found := _picked(line, options):
                return found
            self._console.say(self._refusal(line, options, sheet, desk))

    def _reply(self, sheet: Sheet, until: float | None) -> str:
        self._console.say(reply_text(sheet.replies))
        while True:
            line = self._line(
                "Reply: number or name, Enter leaves it to the rule. ", sheet, until, sheet.replies
            )
            if found := _picked(line, sheet.replies) if line else "own":
                return found
            self._console.say(_unknown(line, sheet.replies))

    def _confidence(self, sheet: Sheet, until: float | None) -> float | None:
        while True:
            line = self._line("How likely is it, in percent? (may be empty) ", sheet, until, ())
            if not line:
                return None
            number = line.removesuffix("%").strip()
            if number.isdecimal() and int(number) <= 100:
                return int(number) / 100
            self._console.say(f"'{line}' is no percentage: give a whole number from 0 to 100.")

    def _line(
        self, prompt: str, sheet: Sheet, until: float | None, options: Sequence[str] | None = None
    ) -> str:
        """Return a line that is an answer; commands are carried out, and the question is put again.

        Args:
            prompt: The question.
            sheet: The sheet.
            until: Time at which it ends.
            options: What can be answered. None for a sentence in the person's own words, which may
                begin like a command: then only a line of one word is a command.

        Raises:
            LeftError: The person wants to stop.
            Restart: The person wants to begin again.
            TimeIsUpError: The time is up.
        """
        while True:
            left = "" if until is None else f"[{max(0, until - time.monotonic()):.0f} s] "
            line = self._console.ask(left + prompt, until)
            sentence = options is None and " " in line and not line.startswith("?")
            if sentence or not self._command(line, sheet, options or ()):
                return line

    def _command(self, line: str, sheet: Sheet, options: Sequence[str]) -> bool:
        """Carry out a command; return whether the line was one."""
        word, _, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        if word.startswith("?") and word != "?":
            word, rest = "?", f"{word[1:]} {rest}".strip()
        if word in REMARKS:
            self._console.say(self._kept(word, rest))
        elif word in _HELP_WORDS and rest:
            self._console.say(self._explained(rest, sheet, options))
        elif rest or word not in COMMANDS:
            return False
        elif word in _QUIT:
            raise LeftError
        elif word == _BACK:
            raise Restart
        else:
            self._console.say(self._shown(word, sheet))
        return True

    def _shown(self, word: str, sheet: Sheet) -> str:
        """Return the text that a command of one word shows."""
        briefing = self._known()
        if word == "advice":
            return advice_text(self._advise()) if self._advise else NO_ADVICE
        texts = {
            "sheet": lambda: sheet_text(sheet, briefing),
            "news": lambda: news_text(sheet),
            "numbers": lambda: numbers_text(sheet.view, briefing),
            "orders": lambda: orders_text(sheet),
            "brief": lambda: briefing_text(briefing),
        }
        if word in TABLES:
            return number_tables(sheet.view, briefing)[word]
        return texts[word]() if word in texts else help_text()

    def _kept(self, sort: str, text: str) -> str:
        """Keep a remark; return what to say of it."""
        if not text:
            return f"Say what: {sort} TEXT"
        self._note(sort, text)
        if sort != "challenge":
            return "Kept."
        if self._staffed():
            return "Kept. The control desk is told before the next turn."
        return "Kept for the review. Nobody rules on it: this game has no control desk."

    def _explained(self, name: str, sheet: Sheet, options: Sequence[str]) -> str:
        """Return what an order, or a word of the game, means."""
        name = name.lower()
        picked = _picked(name, options) or name
        for desk in DESKS:
            for one in sheet.legal[desk]:
                if one.order == picked:
                    return choice_text(one)
        menu = {one.order: one for desk in DESKS for one in self._known().orders[desk]}
        if name in menu:
            return choice_text(menu[name], legal=False)
        if meaning := meaning_of(name):
            return folded(meaning, hanging=2)
        hint = guess(name, [*menu, *terms()])
        return f"No order and no term is called '{name}'{hint}."

    def _refusal(self, line: str, options: Sequence[str], sheet: Sheet, desk: str) -> str:
        """Return why a line is no order of a desk."""
        name = line.lower()
        for other in DESKS:
            if other != desk and name in [one.order for one in sheet.legal[other]]:
                return f"'{name}' is an order of the {other} desk; this is the {desk} desk."
        if any(name == one.order for one in self._known().orders[desk]):
            return f"'{name}' is not legal in this turn. Type orders for those that are."
        return _unknown(line, options)


NO_ADVICE = "There is no staff advice in this game."


def help_text() -> str:
    """Return what a person can type beside an answer."""
    rows = [[f"  {command}", meaning] for command, meaning in _HELP]
    after = "Where you are asked for a sentence, only a line of one word is a command."
    return f"At every question you can also type:\n{aligned(rows)}\n{folded(after)}"


def advice_text(advice: Advice) -> str:
    """Return staff advice as a table: every option with its probability and utility."""
    rows = [
        [desk, one.action, percent(one.probability), f"{one.expected_utility:.2f}"]
        for desk, options in advice.items()
        for one in options
    ]
    heads = ["desk", "order", "your staff would choose it in", "utility"]
    legend = fill(
        "Your staff weighs the game as you see it, by the doctrine of the scenario. Utility is "
        "discounted over the future: the larger of two is the better, and its size alone says "
        "nothing."
    )
    return f"{grid([heads, *rows], keys=2)}\n{legend}"


def _picked(line: str, options: Sequence[str]) -> str:
    """Return the option that a number or name stands for; "" if there is none."""
    if line.isdecimal():
        number = int(line)
        return options[number - 1] if 1 <= number <= len(options) else ""
    return line.lower() if line.lower() in options else ""


def _unknown(line: str, options: Sequence[str]) -> str:
    if line.isdecimal():
        return f"There is no number {line}: give 1 to {len(options)}, or ? for help."
    hint = guess(line.lower(), [*options, *COMMANDS])
    return f"'{line}' is not possible here{hint}. Give a number, a name, or ? for help."
