"""Panes that paint their own lines (a cursor key costs one small frame)."""
