from sim.scenario.assembly import from_document as from_document
from sim.scenario.changes import parse_assignments as parse_assignments
from sim.scenario.loading import load_scenario as load_scenario
from sim.scenario.numbers import Provenance as Provenance
from sim.scenario.problems import Problem as Problem
from sim.scenario.problems import ScenarioError as ScenarioError
from sim.scenario.scenario import Scenario as Scenario
from sim.scenario.shipped import scenario_paths as scenario_paths
