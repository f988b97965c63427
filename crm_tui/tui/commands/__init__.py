"""Commands: the one table behind keys, footer, palette, help and docs."""
