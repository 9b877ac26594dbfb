"""The host framework, as Electron would give it: utility and renderer processes, and message ports to them."""

from playground.processes.child_process import ChildProcess
from playground.processes.editing import Editing
from playground.processes.from_outside import kill_from_outside
from playground.processes.message_port import MessagePort, NotSentError, PortClosedError, PortFullError
from playground.processes.process_exit import ProcessExit
from playground.processes.renderer_process import RendererProcess
from playground.processes.utility_process import UtilityProcess

__all__ = [
    "ChildProcess",
    "Editing",
    "MessagePort",
    "NotSentError",
    "PortClosedError",
    "PortFullError",
    "ProcessExit",
    "RendererProcess",
    "UtilityProcess",
    "kill_from_outside",
]
