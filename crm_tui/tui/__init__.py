"""The terminal app: commands, screens, panes, presenters."""
