"""The section of every report on the limits of the model."""

from __future__ import annotations

from sim.report.content import Block, Items, Prose, Section
from sim.validation.headline import headlines

LIMITS = (
    (
        "It forecasts nothing.",
        "A run is one of many that the rules allow. A thousand runs show what the rules do, not "
        "what the world will do.",
    ),
    (
        "Signs are identified, levels are not.",
        "Some 170 weights and efforts are judgement. Noise of a fifth on the utility weights alone "
        "(300 draws of it, karabakh-2020 over 20 quarters) moves the share of runs that recommit "
        "over a band of about .15 to .39 (10th to 90th percentile), and the share with a full "
        "offensive within five years over .05 to .63. Compare settings on the same chance; do not "
        "read off probabilities.",
    ),
    (
        "The threshold is a definition.",
        "What counts as recommitment is set by numbers that nobody has measured. Compare only at "
        "equal thresholds, and quote the surface or the index with the share.",
    ),
    (
        "There are knife edges.",
        "How far actors look ahead, what war costs and what breaking a ceasefire costs decide "
        "together whether war pays. A small change in any of them can make war likely instead of "
        "rare.",
    ),
    (
        "Actors are short-sighted.",
        "Each looks one step ahead and expects the others to stay on their courses. Most bluffs, "
        "and most deals that take several moves, are impossible for them. The doctrine `level_k` "
        "looks further.",
    ),
    (
        "A quarter is a long time.",
        "A war of 44 days, or an offensive of one day, lies within a single turn.",
    ),
    (
        "Orders are not behaviour.",
        "What a guarantor orders and what arrives are two things, and both are reported. How "
        "often an actor waits or consolidates means little. Judge the state and the events.",
    ),
    (
        "Factions and resolve are unobserved.",
        "Both change the answer strongly, and neither can be observed. Read results as a map over "
        "them.",
    ),
    (
        "One case, seen in hindsight.",
        "The people who set the numbers knew how the case went on. If a run resembles history, "
        "that is no evidence for the model.",
    ),
    (
        "The names and states are real, the actors are not.",
        "Each is a utility function with a seat. Some sources are contested or partisan, and "
        "nothing contested sets a number by itself. No casualty, law or right is weighed.",
    ),
)


def limits() -> Section:
    """Return the section on limits, with what the validation of the model found, losses first."""
    blocks: list[Block] = [Prose("Read this before quoting anything above."), Items(LIMITS)]
    told = headlines()
    found = tuple(
        (heading, " ".join(sentences))
        for heading, sentences in (
            ("It gets wrong:", told.losses),
            ("It gets right:", told.gains),
            ("It cannot be known:", told.unknown),
        )
        if sentences
    )
    if found:
        blocks += [
            Prose(
                "The model was held against what is known, with thresholds that were fixed "
                "beforehand. The page `docs/validation.md` of the program has every figure."
            ),
            Items(found),
        ]
    return Section("What the model does not claim", tuple(blocks))
