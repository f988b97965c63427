"""The access rules of the specification a second time, as Cedar policies, held against the engine."""
