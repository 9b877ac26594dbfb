"""What a scenario can do, without widgets: commands, workers, windows, failures of the main process."""

from playground.stage.answers import StageError
from playground.stage.results import CommandResult
from playground.stage.stage import PAGES, Stage

__all__ = ["PAGES", "CommandResult", "Stage", "StageError"]
