"""Texts of the small study, which tests exchange for others."""

FACTOR = '"parameters.bulwark",'
SAMPLED = 'kind = "latin-hypercube"\npoints = 8'
FIRM = '"actors.ANV.doctrine" = "fixed:broker"'
