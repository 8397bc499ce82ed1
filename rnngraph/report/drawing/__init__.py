"""What all pictures share: colours, labels, lines, DOT and Mermaid text, and Graphviz, which draws them.

Nothing here knows a model, a cell or a time step.
"""
