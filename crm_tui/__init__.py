"""A CRM for whole companies in the terminal."""

__version__ = "0.1.0"
