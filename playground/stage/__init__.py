"""What a scenario can do, without widgets: commands, workers, windows, failures of the main process."""

from playground.stage.answers import StageError
from playground.stage.conditions import Conditions
from playground.stage.results import CommandResult
from playground.stage.stage import Stage
from playground.stage.window_stage import PAGES

__all__ = ["PAGES", "CommandResult", "Conditions", "Stage", "StageError"]
