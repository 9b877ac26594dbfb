"""Makes and updates a checkout's .venv. Runs on a bare interpreter: needs the standard library only."""
