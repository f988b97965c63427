"""Screens: they compose panes and route what happens; presenters say what to show, acts what to do."""
