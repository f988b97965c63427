"""Dialogs: small modal screens that are handed callables and domain values, and know no service."""
