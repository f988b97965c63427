"""Fixtures of the store's tests."""

from tests.engines import clock, crm, engine, org, place, postgres_url

__all__ = ["clock", "crm", "engine", "org", "place", "postgres_url"]
