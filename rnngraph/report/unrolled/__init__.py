"""Pictures of a model over some time steps: the layers at each step, and the states passed from step to step."""
