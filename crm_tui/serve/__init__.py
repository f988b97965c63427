"""Doors of a server: SSH by a small front and a process for each session."""
