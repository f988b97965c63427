"""Text, clock, ids, messages, locations: what every layer stands on."""
