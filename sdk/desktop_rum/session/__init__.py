"""The session: when it starts, expires and is renewed, and whether its events are kept."""
