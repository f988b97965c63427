"""Fixtures of the store's tests."""

from tests.engines import engine, place, postgres_url

__all__ = ["engine", "place", "postgres_url"]
