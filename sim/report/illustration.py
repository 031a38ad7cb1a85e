"""One future as an illustration: a typical run, played again, with its timeline and its odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.typical import Typical, ending_of, typical
from sim.experiment.faults import ResultsError
from sim.measures import OF_A_TYPICAL_RUN, STANCE, clause_of, measure_of
from sim.narrative.milestones import milestones
from sim.report.content import Block, Heading, Items, Prose
from sim.words import STANCE_WORDS, capitalised, counted, joined, role_name, share_and_range

if TYPE_CHECKING:
    from sim.experiment.rerun import Rerun
    from sim.report.study import Study


def illustration(study: Study) -> tuple[Block, ...]:
    """Return the blocks on a typical run of the first policy; none if it cannot be played again."""
    main, policy = study.outcomes[0], study.policies[0]
    wanted = dict.fromkeys((*ending_of(main), *OF_A_TYPICAL_RUN))
    found = typical(study.load([*wanted]), policy, main)
    again = None if found is None else _played(study, found.run)
    if found is None or again is None:
        return ()
    told, left_out = milestones(again.record)
    entries = tuple((f"{one.date}.", one.text) for one in told)
    blocks: list[Block] = [Heading("One future as an illustration"), Prose(odds(study, found))]
    blocks.append(Items(entries) if entries else Prose("Nothing of note happens in it."))
    blocks.append(Prose(_closing(found, left_out)))
    return tuple(blocks)


def odds(study: Study, found: Typical) -> str:
    """Return the sentences on how the run ends, how many futures end so, and how it was chosen."""
    share, around = share_and_range(*found.alike)
    by = joined(measure_of(name).label for name in found.measured)
    which = f"is nearest to their median ({by})" if by else "is the first"
    return (
        f"{capitalised(_ending(study, found))}. So end {share} (95 % interval {around}) of "
        f"{counted(found.runs, 'run')}{study.under()}, {study.when()}; no other ending is more "
        f"frequent. Of these runs, number {found.run} {which}. It is "
        "one future of many, not a forecast."
    )


def _ending(study: Study, found: Typical) -> str:
    """Return the ending of a run as a clause: its stance, and whether there was an offensive."""
    document = study.manifest["policies"][0]["document"]
    said = []
    for name, value in found.ending:
        if name == STANCE:
            roles = {role: role_name(document, role) for role in ("guarantor", "defender")}
            said.append(STANCE_WORDS[str(value)].headline.format_map(roles))
        else:
            said.append(clause_of(name, document, negate=not value))
    return joined(said)


def _closing(found: Typical, left_out: int) -> str:
    more = f"{capitalised(counted(left_out, 'lesser event'))} left out. " if left_out else ""
    return f"{more}The whole run with its reasons: `sim rerun DIR --run {found.run}`."


def _played(study: Study, run: int) -> Rerun | None:
    """Return the run played again; None if it cannot be, or comes out otherwise than stored."""
    from sim.experiment.rerun import rerun

    try:
        again = rerun(study.results.store.folder, run)
    except ResultsError:
        return None
    return None if again.differences else again
