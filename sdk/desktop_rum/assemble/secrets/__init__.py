"""Takes secrets out of commands: out of argument lists, shell lines, urls, headers and messages."""

from desktop_rum.assemble.secrets.scrubber import SecretScrubber

__all__ = ["SecretScrubber"]
