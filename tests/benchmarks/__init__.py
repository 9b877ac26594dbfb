"""What the SDK costs, measured next to the bare interpreter; nothing here asserts a time."""
