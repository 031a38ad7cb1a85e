"""What the factors and policies of results are called in figures, tables and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.meanings import name_of, scenario_in
from sim.words import capitalised

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.scenario import Scenario


def factor_names(results: Results) -> Mapping[str, str]:
    """Return the plain name of every factor, by path.

    It is the title that the experiment gives, or else the name of the number in the scenario. It
    begins in lower case unless it begins with a name. If two factors have the same name, both are
    followed by their paths.
    """
    names = number_names(results)
    return {
        factor["path"]: names[factor["path"]] for factor in results.manifest["design"]["factors"]
    }


def number_names(results: Results) -> Mapping[str, str]:
    """Return the plain name of every number that varies, by path.

    These are the factors, as `factor_names` has them, and the numbers that change with a factor.
    """
    return results.once(number_names, lambda: _number_names(results))


def _number_names(results: Results) -> Mapping[str, str]:
    design, scenario = results.manifest["design"], scenario_of(results)
    titles = {factor["path"]: factor.get("title", "") for factor in design["factors"]}
    paths = dict.fromkeys([*titles, *design["paths"]])
    return _apart(
        {
            path: titles.get(path) or (name_of(scenario, path) if scenario else path)
            for path in paths
        }
    )


def scenario_of(results: Results, policy: str = "") -> Scenario | None:
    """Return the scenario of a policy; None if it is of a version with other rules.

    Args:
        results: Results from `sim.load_results`.
        policy: Name of the policy; the first one if "".
    """
    names = results.store.manifest.policies
    entry = results.manifest["policies"][names.index(policy) if policy else 0]
    return results.once((scenario_of, entry["name"]), lambda: scenario_in(entry["document"]))


def heading(name: str, path: str) -> str:
    """Return the name of a number at the beginning of a line; a bare path stays as it is.

    >>> heading("normal load of Russia", "parameters.overstretch_base"), heading("a.b", "a.b")
    ('Normal load of Russia', 'a.b')
    """
    return path if name == path else capitalised(name)


def policy_titles(results: Results) -> Mapping[str, str]:
    """Return what every policy is called, by name: its title, or its name if it has none.

    If two policies have the same title, both are followed by their names.
    """
    policies = results.manifest["policies"]
    return _apart({policy["name"]: policy["title"] or policy["name"] for policy in policies})


def changes_beside(results: Results, policy: str) -> Mapping[str, Any]:
    """Return what the experiment and the policy change in the scenario, by path, but for factors.

    Nothing is returned for an experiment that plays the scenario as it is.
    """
    written = results.manifest["experiment"]["document"]
    of_policy = written.get("policies", {}).get(policy.rpartition("/")[2], {})
    return {**written.get("set", {}), **of_policy.get("set", {})}


def _apart(named: Mapping[str, str]) -> Mapping[str, str]:
    count = Counter(named.values())
    return {key: said if count[said] == 1 else f"{said} ({key})" for key, said in named.items()}
