"""Takes secrets out of commands: out of argument lists, shell lines, urls, headers and messages."""
