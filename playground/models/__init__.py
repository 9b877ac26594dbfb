"""What the window shows: state without Qt, and thin item models over it."""
