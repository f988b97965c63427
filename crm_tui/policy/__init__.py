"""The rules engine: pure, no SQL, no screen."""
