"""Observations into raw RUM events, and the state behind them; everything here lives on the pipeline thread."""
