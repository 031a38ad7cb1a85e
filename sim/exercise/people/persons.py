"""A person at a console as a player: the sheet is shown, orders are asked for and sealed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from sim.exercise.people.console import Console, LeftError, TimeIsUpError
from sim.exercise.people.sheet_text import briefing_text, choice_text, reply_text, sheet_text
from sim.exercise.session import REMARKS
from sim.exercise.sheets import Answer, Briefing, Choice, NoAnswer, Sheet
from sim.page import fill
from sim.play.seats import Decision
from sim.record import Option
from sim.vocabulary import DESKS, DIPLOMACY_DESK, SECURITY_DESK
from sim.words import capitalised, grid, percent

Advice = Mapping[str, Sequence[Option]]
Advise = Callable[[], Advice]
"""Function that returns what the doctrine would weigh, by desk."""
Note = Callable[[str, str], None]
"""Function that keeps a remark: its sort, one of ``REMARKS``, and its text."""

HELP = """\
At every question you can also type:
  ? NAME          what an order does: its number or its name
  sheet           the sheet again
  brief           your briefing again
  advice          what your staff would weigh, as it sees the game
  note TEXT       keep a note for the review; bookmark TEXT marks this turn
  challenge TEXT  ask the control desk to look at a ruling again
  back            begin with the first order again
  quit            stop; the game can be taken up again"""


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
    """

    def __init__(
        self,
        console: Console,
        *,
        curtain: Callable[[], bool] = lambda: False,
        advise: Advise | None = None,
        note: Note = lambda sort, text: None,
    ) -> None:
        self._console, self._curtain = console, curtain
        self._advise, self._note = advise, note
        self._briefing: Briefing | None = None
        self._told = False

    def begin(self, briefing: Briefing) -> None:
        """Keep the briefing, which is shown before the first sheet."""
        self._briefing, self._told = briefing, False

    def answer(self, sheet: Sheet) -> Answer:
        """Show a sheet and return the answer that the person seals.

        Raises:
            LeftError: The person wants to stop.
            NoAnswer: The time is up.
        """
        assert self._briefing is not None
        name = self._briefing.name
        curtain = self._curtain()
        if curtain and not sheet.fault:
            self._console.hide()
            self._console.ask(
                f"{capitalised(name)}, {sheet.view.date}: come to the screen and press Enter. "
            )
        until = None if sheet.seconds is None else time.monotonic() + sheet.seconds
        if not self._told:
            self._console.say(f"{briefing_text(self._briefing)}\n\n{HELP}\n")
            self._told = True
        if sheet.fault:
            self._console.say(f"Not possible: {sheet.fault}")
        else:
            self._console.say(sheet_text(sheet, self._briefing))
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
        """Hear how the game ended; the screen shows it to all."""

    # --- questions ------------------------------------------------------------------------------

    def _asked(self, sheet: Sheet, until: float | None) -> Answer:
        orders = {desk: self._order(sheet, desk, until) for desk in DESKS}
        reply = self._reply(sheet, until) if sheet.replies else "own"
        intent = self._line("What do you mean to reach? (one line, may be empty) ", sheet, until)
        confidence = self._confidence(sheet, until) if intent else None
        decision = Decision(
            orders[DESKS[SECURITY_DESK]],
            orders[DESKS[DIPLOMACY_DESK]],
            reply,  # type: ignore[arg-type]
        )
        self._console.say(_summary(sheet, decision))
        self._line("Press Enter to seal these orders, or type back. ", sheet, until)
        return Answer(decision, intent, confidence)

    def _order(self, sheet: Sheet, desk: str, until: float | None) -> str:
        """Return an order of a desk; "" to stay on its course."""
        options = [one.order for one in sheet.legal[desk]]
        prompt = f"{capitalised(desk)}: number or name, Enter stays on {sheet.standing[desk]}. "
        while True:
            line = self._line(prompt, sheet, until)
            if not line:
                return ""
            found = _picked(line, options)
            if found:
                return found
            self._console.say(_unknown(line, options))

    def _reply(self, sheet: Sheet, until: float | None) -> str:
        self._console.say(reply_text(sheet.replies))
        while True:
            line = self._line("Reply: number or name, Enter leaves it to the rule. ", sheet, until)
            found = _picked(line, sheet.replies) if line else "own"
            if found:
                return found
            self._console.say(_unknown(line, sheet.replies))

    def _confidence(self, sheet: Sheet, until: float | None) -> float | None:
        while True:
            line = self._line("How likely is it, in percent? (may be empty) ", sheet, until)
            if not line:
                return None
            number = line.removesuffix("%").strip()
            if number.isdecimal() and int(number) <= 100:
                return int(number) / 100
            self._console.say(f"'{line}' is no percentage: give a whole number from 0 to 100.")

    def _line(self, prompt: str, sheet: Sheet, until: float | None) -> str:
        """Return a line that is an answer; commands are carried out, and the question is put again.

        Raises:
            LeftError: The person wants to stop.
            Restart: The person wants to begin again.
            TimeIsUpError: The time is up.
        """
        while True:
            left = "" if until is None else f"[{max(0, until - time.monotonic()):.0f} s] "
            line = self._console.ask(left + prompt, until)
            if not self._command(line, sheet):
                return line

    def _command(self, line: str, sheet: Sheet) -> bool:
        """Carry out a command; return whether the line was one."""
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word in ("quit", "exit"):
            raise LeftError
        if word == "back":
            raise Restart
        if word in ("help", "?") and not rest:
            self._console.say(HELP)
        elif word == "?":
            self._console.say(_told_of(rest, sheet))
        elif word == "sheet":
            self._console.say(sheet_text(sheet, self._briefing))  # type: ignore[arg-type]
        elif word == "brief":
            self._console.say(briefing_text(self._briefing))  # type: ignore[arg-type]
        elif word == "advice":
            self._console.say(self._advice())
        elif word in REMARKS:
            if rest:
                self._note(word, rest)
            self._console.say("Kept." if rest else f"Say what: {word} TEXT")
        else:
            return False
        return True

    def _advice(self) -> str:
        if self._advise is None:
            return "There is no staff advice in this game."
        return advice_text(self._advise())


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
        "discounted over the future."
    )
    return f"{grid([heads, *rows], keys=2)}\n{legend}"


def _picked(line: str, options: Sequence[str]) -> str:
    """Return the option that a number or name stands for; "" if there is none."""
    if line.isdecimal():
        number = int(line)
        return options[number - 1] if 1 <= number <= len(options) else ""
    return line if line in options else ""


def _unknown(line: str, options: Sequence[str]) -> str:
    if line.isdecimal():
        return f"There is no order {line}: give 1 to {len(options)}, or ? for help."
    near = get_close_matches(line, options, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"'{line}' is not possible now.{meant} Give a number, a name, or ? for help."


def _told_of(name: str, sheet: Sheet) -> str:
    found: list[Choice] = []
    for desk in DESKS:
        options = [one.order for one in sheet.legal[desk]]
        picked = _picked(name, options)
        found += [one for one in sheet.legal[desk] if one.order == picked]
    if not found:
        return f"No legal order is called '{name}'."
    return "\n".join(choice_text(one) for one in dict.fromkeys(found))


def _summary(sheet: Sheet, decision: Decision) -> str:
    phrases = {
        desk: {one.order: one.phrase for one in choices} for desk, choices in sheet.legal.items()
    }
    lines = []
    for desk in DESKS:
        order = getattr(decision, desk)
        standing = sheet.standing[desk]
        said = phrases[desk][order] if order else f"stays on its course ({standing})"
        lines.append(f"  {capitalised(desk)} desk: {said}")
    if sheet.replies:
        lines.append(f"  Reply to an attack: {decision.reply}")
    return "\n".join(["Your orders", *lines])
