"""The rules, a family a file: reading, graph, shapes, states, masks and cuDNN."""
