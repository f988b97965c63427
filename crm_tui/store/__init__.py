"""Where data is kept: engines, tables, queries, search, migrations."""
