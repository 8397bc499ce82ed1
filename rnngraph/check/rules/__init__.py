"""The rules, a family a file: reading, fields, parameters, graph, shapes, states, masks and cuDNN."""
