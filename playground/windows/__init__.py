"""Renderer windows: each shows what its renderer process sends."""
