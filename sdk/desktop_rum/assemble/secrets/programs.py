"""Programs that run other programs or a shell, programs that set something, and what many options mean."""

from __future__ import annotations

import functools
import re
from typing import Final

from desktop_rum.assemble.secrets.forms import base_name
from desktop_rum.assemble.secrets.program_options import OPTIONS, OTHER_SEPARATORS, SUBCOMMANDS
from desktop_rum.assemble.secrets.synopses import SYNOPSES

SHELLS: Final = frozenset(
    {"sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "csh", "tcsh", "mksh", "rbash", "su", "runuser", "script",
     "cmd", "powershell", "pwsh", "busybox", "expect", "lftp"}
)  # fmt: skip
"""Take a line after `-c` or the like."""

POWERSHELLS: Final = frozenset({"powershell", "pwsh"})

LINE_OPTIONS: Final = re.compile(
    r"-[A-Za-z]*c|--command|--session-command|/[ckr]|-command|-co?m?m?a?n?d?|-enc\w*", re.IGNORECASE
)

RUNNERS: Final = SHELLS | frozenset(
    {"sudo", "doas", "env", "nohup", "time", "nice", "ionice", "timeout", "xargs", "ssh", "docker", "podman", "nerdctl",
     "kubectl", "oc", "exec", "command", "builtin", "eval", "chroot", "setsid", "stdbuf", "strace", "ltrace", "watch",
     "flock", "parallel", "systemd-run", "gosu", "tini", "dumb-init", "winpty", "wsl", "start", "proxychains",
     "proxychains4", "torsocks", "faketime", "unbuffer", "docker-compose", "vagrant", "lxc", "nsenter", "unshare",
     "firejail", "bwrap", "screen", "tmux", "taskset", "chrt", "cpulimit", "entr", "sshpass", "proxycommand",
     "dbus-run-session", "xvfb-run", "catchsegv", "valgrind", "gdb", "perf", "find", "fd",
     "at", "batch", "crontab", "mosh", "autossh", "npx", "bunx", "uvx",
     "heroku", "flatpak-spawn", "pkexec", "gksudo", "kdesu", "then", "do", "else", "if", "while", "until", "!", "{",
     "function", "coproc", "concurrently", "hyperfine", "nodemon", "chpst", "s6-setuidgid", "su-exec",
     "psexec", "runas", "x-terminal-emulator", "xterm", "urxvt", "gnome-terminal", "konsole", "xfce4-terminal",
     "proot", "arch-chroot", "schroot", "fakeroot", "fakechroot", "systemd-nspawn", "setpriv", "prlimit", "numactl",
     "rlwrap", "caffeinate", "mpirun", "mpiexec", "setarch", "softlimit", "envdir", "dotenv", "gsudo", "eatmydata",
     "limactl", "lima", "incus", "multipass", "aws-vault", "doppler",
     "mate-terminal", "lxterminal", "terminator", "tilix", "alacritty", "foot", "wezterm", "wt"}
)  # fmt: skip
"""Run what their further arguments say; a text among these may be a line for a shell."""

TAKE_LINES: Final = frozenset({"adb"})
"""Hand a text on to a shell, though their words run nothing."""

FINDERS: Final = frozenset({"find", "fd", "fdfind"})
FINDERS_RUN: Final = frozenset({"-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"})
"""They run a program only after one of these; other names are those of files."""

IDS_NOT_PASSWORDS: Final = frozenset(
    {"docker", "podman", "nerdctl", "docker-compose", "chroot", "setpriv", "systemd-run", "bwrap", "sudo", "kubectl",
     "singularity", "apptainer", "install", "chown", "rsync", "tar", "buildah", "s6-setuidgid", "chpst", "gosu"}
)  # fmt: skip
"""Where `-u a:b` is a user and a group."""

NO_PASSWORDS: Final = frozenset(
    {"squeue", "sacct", "sbatch", "srun", "salloc", "scancel", "lp", "lpr", "lpq", "lprm", "lpstat", "cp", "mv",
     "diff", "patch", "tar", "git", "ps", "pgrep", "pkill", "lsof", "top", "htop", "ssh", "scp", "sftp", "psql",
     "pg_dump", "make", "journalctl", "systemctl", "apt", "apt-get", "aptitude", "dpkg", "dnf", "yum", "zypper",
     "apk", "pacman", "brew", "snap", "flatpak", "emerge"}
)  # fmt: skip
"""Where `-p` is no password, though there is a `-u`, and `passwd` the name of something."""

WINDOWS_PROGRAMS: Final = frozenset(
    {"net", "net1", "cmdkey", "schtasks", "wmic", "runas", "msiexec", "psexec", "sc", "reg", "installutil", "nltest",
     "dsadd", "dsmod", "setx", "rasdial", "netdom", "djoin"}
)  # fmt: skip
"""Where `/name value` is an option."""

MESSAGES: Final = re.compile(
    r"-[a-ln-z]*m|--(?:message|title|body|subject|description|grep|notes?|comment|summary|text|pickaxe-regex)"
)
"""Options whose value is prose."""

SETTERS: Final = frozenset(
    {
        "config",
        "configure",
        "set",
        "setenv",
        "setx",
        "config:set",
        "set-option",
        "add-config",
        "set-env",
        "set-environment",
        "modify",
    }
)
"""Words after which `name value` sets something."""

SEARCHERS: Final = frozenset(
    {"grep", "egrep", "fgrep", "rgrep", "zgrep", "bzgrep", "xzgrep", "pcregrep", "pcre2grep", "ugrep", "rg", "ag",
     "ack", "findstr", "select-string", "sls"}
)  # fmt: skip
"""Look for what may be a name; what follows is where."""

WRITERS: Final = frozenset(
    {
        "echo",
        "printf",
        "print",
        "cat",
        "ls",
        "rm",
        "mkdir",
        "touch",
        "vi",
        "vim",
        "nano",
        "less",
        "more",
        "head",
        "tail",
        "open",
        "code",
        "find",
        "wc",
        "sort",
        "file",
        "stat",
        "chmod",
        "chown",
        "ln",
        "notify-send",
        "man",
    }
)
"""Whose words are a text, or files."""

CONTAINERS: Final = frozenset({"docker", "podman", "nerdctl", "kubectl", "oc", "docker-compose", "lxc", "incus"})
CONTAINERS_OWN: Final = frozenset({"exec", "start"})
"""Words of theirs that are no programs."""

STORE_WORDS: Final = frozenset({"secret", "secrets", "user-secrets", "--secret"})
"""Words that say that everything a program is told to set is secret."""


@functools.lru_cache(maxsize=512)
def is_known(program: str) -> bool:
    """Whether anything is known of a program: a word like this among the arguments of a runner is what it runs."""
    return base_name(program) in SETTERS or has_options(program)


@functools.lru_cache(maxsize=512)
def is_run_first(program: str) -> bool:
    """Whether anything else is known of a program: of words that stand for much else, only the first is one."""
    name = base_name(program)
    return any(name in some for some in (OTHER_SEPARATORS, NO_PASSWORDS, WINDOWS_PROGRAMS, SEARCHERS, WRITERS))


def has_options(program: str) -> bool:
    """Whether it is known what the arguments of a program mean."""
    name = base_name(program)
    return any(name in some for some in (OPTIONS, SUBCOMMANDS, RUNNERS, SYNOPSES))


@functools.lru_cache(maxsize=256)
def takes_slashes(program: str) -> bool:
    """Whether `/name value` is an option, and no path: where Windows programs run."""
    name = base_name(program)
    named = name in OPTIONS and bool(OPTIONS[name].names)
    return name in WINDOWS_PROGRAMS or named or program.lower().endswith(".exe")
