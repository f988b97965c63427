"""The product's own data: modules, views and editions as TOML."""
