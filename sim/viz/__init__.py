"""A page for Mesa's own viewer, which plays a scenario in a browser: ``python -m sim.viz``.

It needs the extra `viz`, which brings Solara.
"""
