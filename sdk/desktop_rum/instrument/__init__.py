"""Patches and hooks: turn calls, exits and exceptions of the app into observations; knows nothing of RUM."""
