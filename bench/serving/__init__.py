"""The program behind its own SSH door, under people: starts, memory, keys, isolation, rest, and storms of writers."""
