from sim.experiment.experiment import Experiment as Experiment
from sim.experiment.experiment import Factor as Factor
from sim.experiment.experiment import Points as Points
from sim.experiment.experiment import Policy as Policy
from sim.experiment.experiment import Replicates as Replicates
from sim.experiment.experiment import Until as Until
from sim.experiment.loading import ExperimentError as ExperimentError
from sim.experiment.loading import load_experiment as load_experiment
