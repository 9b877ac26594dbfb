"""What certain programs mean by their options: which short ones take a secret, which run another program or a shell."""

from __future__ import annotations

import re
from typing import Final

import msgspec


class Options(msgspec.Struct, frozen=True):
    """The short options of one program, each a letter."""

    joined: str = ""
    """Take a secret that is joined to them; alone they ask for it."""
    secret: str = ""
    """Take a secret, joined or as the next argument."""
    user: str = ""
    """Take `user:password`."""
    pairs: str = ""
    """Take `name=secret`; without a `=` it is a file."""
    takes: str = ""
    """Take some other value, so that what follows in the same argument is no further option."""
    names: frozenset[str] = frozenset()
    """Long options, without dashes, that take a secret though their names do not tell."""
    user_names: frozenset[str] = frozenset()
    """Long options that take `user:password`."""
    only_after: str = ""
    """The subcommand that these options belong to."""


_MYSQL: Final = Options(joined="p", takes="hPuDSeO")
_LDAP: Final = Options(secret="w", takes="DbHhpsafYXURZlOoSczFdE")  # noqa: S106 - a letter
_ARCHIVER: Final = Options(joined="p")
_ZIP: Final = Options(secret="P", takes="xintdb")  # noqa: S106 - a letter
_SQL_SERVER: Final = Options(secret="P", takes="SUdQqioEHtlhswmrcfv")  # noqa: S106 - a letter
_MONGO: Final = Options(secret="p", takes="uhdco")  # noqa: S106 - a letter
_SNMP: Final = Options(secret="AXc", takes="vlaxunrtmMOIP")  # noqa: S106 - letters
_LOGIN: Final = Options(secret="p", takes="u", only_after="login")  # noqa: S106 - a letter
_PUTTY: Final = Options(names=frozenset({"pw"}))
_HTTP: Final = Options(secret="a", takes="A")  # noqa: S106 - a letter
_USERS: Final = Options(secret="p", takes="cdefgGkKmNorRsuUZ")  # noqa: S106 - a letter
_REMOTE_DESKTOP: Final = Options(secret="p", takes="uds", names=frozenset({"p"}))  # noqa: S106 - a letter
_NAMED_P: Final = Options(names=frozenset({"p", "rp"}))

OPTIONS: Final[dict[str, Options]] = {
    **dict.fromkeys(
        ("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mysqlcheck", "mysqlslap", "mysqlpump",
         "mysqlbinlog", "mysqlsh", "mariadb", "mariadb-dump", "mariadb-admin", "mariadb-import", "mariadb-show",
         "mariadb-check", "mycli", "xtrabackup", "mydumper"),
        _MYSQL,
    ),
    **dict.fromkeys(
        ("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldappasswd", "ldapmodrdn", "ldapcompare"),
        _LDAP,
    ),
    **dict.fromkeys(("7z", "7za", "7zr", "7zz", "rar", "unrar"), _ARCHIVER),
    **dict.fromkeys(("zip", "unzip", "zipcloak", "fcrackzip"), _ZIP),
    **dict.fromkeys(("sqlcmd", "osql", "bcp"), _SQL_SERVER),
    **dict.fromkeys(
        ("mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat", "mongotop"), _MONGO
    ),
    **dict.fromkeys(("snmpget", "snmpset", "snmpwalk", "snmpbulkwalk", "snmptable", "snmptrap", "snmpgetnext"), _SNMP),
    **dict.fromkeys(("docker", "podman", "helm", "nerdctl", "buildah", "oras", "az", "oc", "crane"), _LOGIN),
    **dict.fromkeys(("plink", "pscp", "psftp", "putty", "kitty"), _PUTTY),
    **dict.fromkeys(("http", "https", "xh", "xhs"), _HTTP),
    **dict.fromkeys(("useradd", "usermod", "groupadd", "groupmod"), _USERS),
    **dict.fromkeys(("rdesktop", "xfreerdp", "wfreerdp", "xfreerdp3"), _REMOTE_DESKTOP),
    **dict.fromkeys(("psexec", "schtasks", "winrs", "runas", "wmic"), _NAMED_P),
    "sshpass": Options(secret="p", takes="fdP"),  # noqa: S106 - a letter
    "redis-cli": Options(secret="a", takes="hpnrid"),  # noqa: S106 - a letter
    "keydb-cli": Options(secret="a", takes="hpnrid"),  # noqa: S106 - a letter
    "ipmitool": Options(secret="PkK", takes="HpUILoCtbTlNRASfED"),  # noqa: S106 - letters
    "mosquitto_pub": Options(secret="P", takes="hputmfiqVlk"),  # noqa: S106 - a letter
    "mosquitto_sub": Options(secret="P", takes="hputmfiqVlkFTRCW"),  # noqa: S106 - a letter
    "twine": Options(secret="p", takes="urisc"),  # noqa: S106 - a letter
    "ssh-keygen": Options(secret="NP", takes="bCfFIkmMnOrRsStTVWwYzaDZ"),  # noqa: S106 - letters
    "kubectl": Options(names=frozenset({"from-literal"})),
    "gh": Options(secret="b", only_after="secret"),  # noqa: S106 - a letter
    "openssl": Options(names=frozenset({"k", "K"})),
    "ab": Options(user="AP", takes="ncCtbpTHuvwxyzgeXmBsZfh"),
    "wget": Options(takes="oaeitOPUADQlTwRIXB"),
    "curl": Options(
        user="uUE", pairs="b", takes="AcCdDeFhHKmoPQrtTwxXyYz", user_names=frozenset({"user", "proxy-user", "cert"}),
        names=frozenset({"oauth2-bearer", "key-passwd", "tlspassword"}),
    ),
    "lftp": Options(user="u", takes="efcp"),
    "smbclient": Options(user="U", takes="IDWcTpnNLbm"),
    "rpcclient": Options(user="U", takes="IWcp"),
}  # fmt: skip

POSITIONAL: Final = frozenset(
    {"vault", "htpasswd", "net", "net1", "wpa_passphrase", "nmcli", "sqlplus", "expdp", "impdp", "sqlldr", "exp", "imp",
     "rman", "convertto-securestring"}
)  # fmt: skip
"""Programs that take a secret at a certain place, without an option."""

ORACLE: Final = frozenset({"sqlplus", "expdp", "impdp", "sqlldr", "exp", "imp", "rman"})
"""Those that take `user/password@database`."""

FINDERS: Final = frozenset({"find", "fd", "fdfind"})
FINDERS_RUN: Final = frozenset({"-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"})
"""They run a program only after one of these; other names are those of files."""

SHELLS: Final = frozenset(
    {"sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "csh", "tcsh", "mksh", "rbash", "su", "runuser", "script",
     "cmd", "powershell", "pwsh", "busybox"}
)  # fmt: skip
"""Take a line after `-c` or the like."""

LINE_OPTIONS: Final = re.compile(
    r"-[A-Za-z]*c|--command|--session-command|/[ckr]|-command|-co?m?m?a?n?d?|-enc\w*", re.IGNORECASE
)

RUNNERS: Final = SHELLS | frozenset(
    {"sudo", "doas", "env", "nohup", "time", "nice", "ionice", "timeout", "xargs", "ssh", "docker", "podman", "nerdctl",
     "kubectl", "oc", "exec", "command", "builtin", "eval", "chroot", "setsid", "stdbuf", "strace", "ltrace", "watch",
     "flock", "parallel", "systemd-run", "gosu", "tini", "dumb-init", "winpty", "wsl", "start", "proxychains",
     "proxychains4", "torsocks", "faketime", "unbuffer", "docker-compose", "vagrant", "lxc", "nsenter", "unshare",
     "firejail", "bwrap", "screen", "tmux", "taskset", "chrt", "cpulimit", "entr", "sshpass", "expect",
     "dbus-run-session", "xvfb-run", "catchsegv", "valgrind", "gdb", "perf", "find", "fd",
     "at", "batch", "crontab", "mosh", "autossh",
     "heroku", "flatpak-spawn", "pkexec", "gksudo", "kdesu", "then", "do", "else", "if", "while", "until", "!", "{",
     "coproc", "concurrently", "hyperfine", "nodemon", "chpst", "s6-setuidgid", "su-exec", "psexec", "runas"}
)  # fmt: skip
"""Run what their further arguments say; a text among these may be a line for a shell."""

IDS_NOT_PASSWORDS: Final = frozenset(
    {"docker", "podman", "nerdctl", "docker-compose", "chroot", "setpriv", "systemd-run", "bwrap", "sudo", "kubectl",
     "singularity", "apptainer", "install", "chown", "rsync", "tar", "buildah", "s6-setuidgid", "chpst", "gosu"}
)  # fmt: skip
"""Where `-u a:b` is a user and a group."""

MESSAGES: Final = re.compile(
    r"-[a-ln-z]*m|--(?:message|title|body|subject|description|grep|notes?|comment|summary|text|pickaxe-regex)"
)
"""Options whose value is prose."""

SETTERS: Final = frozenset({"config", "configure", "set", "setenv", "setx", "config:set", "set-option", "add-config"})
"""Words after which `name value` sets something."""

READS_SECRETS: Final = re.compile(r"--?[\w-]*(?:-stdin|-fd|with-token)(?:=.*)?|-S|--stdin")
"""Options by which a program reads a secret from its input."""

SECRET_READERS: Final = frozenset(
    {"cryptsetup", "gh", "sudo", "docker", "podman", "helm", "gpg", "npm", "vault", "openssl", "doas"}
)
"""Programs that do so with one of these."""

ALWAYS_READS: Final = frozenset({"chpasswd", "passwd", "smbpasswd", "kinit", "su"})
"""Programs that do so anyway."""


def base_name(program: str) -> str:
    """The program's name without folders, case and `.exe`."""
    name = re.split(r"[\\/]", program)[-1].lower()
    return name.removesuffix(".exe").removesuffix(".cmd").removesuffix(".bat")
