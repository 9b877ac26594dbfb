"""The panels of the main window: each shows one thing and knows no other panel."""
