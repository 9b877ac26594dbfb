"""What a scenario can do, without widgets: commands, workers, windows, failures of the main process."""

from playground.stage.results import CommandResult
from playground.stage.stage import PAGES, Stage, StageError

__all__ = ["PAGES", "CommandResult", "Stage", "StageError"]
