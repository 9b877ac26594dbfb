"""The main process's end of the channel: a local socket on which its children report."""
