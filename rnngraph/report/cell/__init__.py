"""Pictures of the inside of a cell: one time step of a layer, as the dataflow of its formulas."""
