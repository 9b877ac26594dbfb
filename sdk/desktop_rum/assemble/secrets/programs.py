"""What certain programs mean by their options: which short ones take a secret, which run another program or a shell."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from desktop_rum.assemble.secrets.places import PROGRAMS as PLACED


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
    switches: frozenset[str] = frozenset()
    """Long options that take nothing, though their names tell of a secret."""
    user_names: frozenset[str] = frozenset()
    """Long options that take `user:password`."""


_MYSQL: Final = Options(joined="p", takes="hPuDSeO")
_LDAP: Final = Options(secret="w", takes="DbHhpsafYXURZlOoSczFdE")  # noqa: S106 - a letter
_LDAP_PASSWORD: Final = Options(secret="wsa", takes="DbHhpfYXURZlOoSczFdE")  # noqa: S106 - letters
_ARCHIVER: Final = Options(joined="p")
_ZIP: Final = Options(secret="P", takes="xintdb")  # noqa: S106 - a letter
_SQL_SERVER: Final = Options(secret="P", takes="SUdQqioEHtlhswmrcfv")  # noqa: S106 - a letter
_MONGO: Final = Options(secret="p", takes="uhdco")  # noqa: S106 - a letter
_SNMP: Final = Options(secret="AXc", takes="vlaxunrtmMOIP")  # noqa: S106 - letters
_P: Final = Options(secret="p", takes="u")  # noqa: S106 - a letter
_PDF: Final = Options(names=frozenset({"upw", "opw"}))
_VALUE: Final = Options(names=frozenset({"value"}))
_PUTTY: Final = Options(names=frozenset({"pw"}))
_HTTP: Final = Options(secret="a", takes="A")  # noqa: S106 - a letter
_USERS: Final = Options(secret="p", takes="bcdefgGkKRsuZ")  # noqa: S106 - a letter
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
        ("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldapmodrdn", "ldapcompare"),
        _LDAP,
    ),
    **dict.fromkeys(("7z", "7za", "7zr", "7zz", "rar", "unrar"), _ARCHIVER),
    **dict.fromkeys(("zip", "unzip", "zipcloak", "fcrackzip"), _ZIP),
    **dict.fromkeys(("sqlcmd", "osql", "bcp"), _SQL_SERVER),
    **dict.fromkeys(
        ("mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat", "mongotop"), _MONGO
    ),
    **dict.fromkeys(("snmpget", "snmpset", "snmpwalk", "snmpbulkwalk", "snmptable", "snmptrap", "snmpgetnext"), _SNMP),
    **dict.fromkeys(
        ("yt-dlp", "youtube-dl", "hydra", "beeline", "cqlsh", "racadm", "ncftp", "ncftpput", "ncftpget",
         "ncftpls", "altool"),
        _P,
    ),
    **dict.fromkeys(("pdftotext", "pdftoppm", "pdftohtml", "pdftocairo", "pdfinfo", "pdfimages", "pdffonts"), _PDF),
    "ldappasswd": _LDAP_PASSWORD,
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
    "openssl": Options(names=frozenset({"k", "K", "psk", "hmac", "macopt"})),
    "keytool": Options(names=frozenset({"new"}), switches=frozenset({"storepasswd", "keypasswd"})),
    "certutil": Options(names=frozenset({"p"})),
    "signtool": Options(names=frozenset({"p"})),
    "sqlpackage": Options(names=frozenset({"tp", "sp"})),
    **dict.fromkeys(("vercel", "doctl"), Options(secret="t")),  # noqa: S106 - a letter
    "pulumi": Options(switches=frozenset({"secret"})),
    "bw": Options(switches=frozenset({"apikey"})),
    "etcdctl": Options(user_names=frozenset({"user"})),
    "transmission-remote": Options(user="n"),
    "skopeo": Options(user_names=frozenset({"creds", "src-creds", "dest-creds"})),
    "open": Options(user="u"),  # of lftp
    "ab": Options(user="AP", takes="ncCtbpTHuvwxyzgeXmBsZfh"),
    "wget": Options(takes="oaeitOPUADQlTwRIXB"),
    "curl": Options(
        user="uUE", pairs="b", takes="AcCdDeFhHKmoPQrtTwxXyYz", user_names=frozenset({"user", "proxy-user", "cert"}),
        names=frozenset({"oauth2-bearer", "key-passwd", "tlspassword"}),
    ),
    "lftp": Options(user="u", takes="efcp"),
    "net": Options(user="U"),
    "smbclient": Options(user="U", takes="IDWcTpnNLbm", user_names=frozenset({"user"})),
    "rpcclient": Options(user="U", takes="IWcp"),
}  # fmt: skip

SUBCOMMANDS: Final[dict[str, dict[str, Options]]] = {
    **{
        program: {"login": _P}
        for program in ("docker", "podman", "helm", "nerdctl", "buildah", "oras", "oc", "crane", "skopeo")
    },
    "gh": {"secret": Options(secret="b", names=frozenset({"body"}))},  # noqa: S106 - a letter
    "glab": {"variable": Options(secret="v", names=frozenset({"value"}))},  # noqa: S106 - a letter
    "az": {"login": _P, "secret": _VALUE},
    "aws": {"SecureString": _VALUE},
    "poetry": {"publish": _P},
    "hatch": {"publish": Options(secret="a")},  # noqa: S106 - a letter
    "dotnet": {"push": Options(secret="k"), "source": _P},  # noqa: S106 - a letter
    "security": {
        "unlock-keychain": _P,
        "create-keychain": _P,
        "add-generic-password": Options(secret="w"),  # noqa: S106 - a letter
        "add-internet-password": Options(secret="w"),  # noqa: S106 - a letter
        "import": Options(secret="P"),  # noqa: S106 - a letter
        "set-key-partition-list": Options(secret="k"),  # noqa: S106 - a letter
    },
    "xcrun": {"altool": _P},
}
"""What options mean only where a certain word is among the arguments."""

AFTER_WORDS: Final = frozenset(
    {("cargo", "login"), ("bw", "login"), ("bw", "unlock"), ("vault", "login"), ("vault", "unseal"),
     ("nuget", "setapikey"), ("rclone", "obscure"), ("ansible-vault", "encrypt_string"),
     ("openssl", "passwd"), ("npm", "revoke"), ("qpdf", "--encrypt"), ("vault", "unwrap"), ("rabbitmqctl", "add_user"),
     ("rabbitmqctl", "change_password"), ("redis-cli", "auth"), ("keydb-cli", "auth")}
)  # fmt: skip
"""Programs, and a word of theirs after which whatever is no option is secret."""

NAMING: Final = frozenset({"nmcli", "mysqladmin", "pdftk", "wpa_cli", "redis-cli", "keydb-cli"})
"""Programs in which a bare word names the one that follows."""

KEEPERS: Final = frozenset({"secret", "secrets", "user-secrets", "--secret"})
"""Words among the first ones that say that everything a program is told to set is secret."""

PUTS: Final = frozenset({("vault", "put"), ("vault", "patch"), ("vault", "write")})
"""Programs, and a word of theirs after which the value of each pair is secret."""

POSITIONAL: Final = PLACED | {
    "vault", "nmcli", "sqlplus", "expdp", "impdp", "sqlldr", "exp", "imp", "rman", "composer", "poetry", "bundle",
    "reg", "jq",
}  # fmt: skip
"""Programs that take a secret at a certain place, without an option."""

ORACLE: Final = frozenset({"sqlplus", "expdp", "impdp", "sqlldr", "exp", "imp", "rman"})
"""Those that take `user/password@database`."""

OTHER_SEPARATORS: Final = frozenset({"lftp", "open", "smbclient", "rpcclient", "net"})
"""Those that take `user,password` or `user%password`."""

FINDERS: Final = frozenset({"find", "fd", "fdfind"})
FINDERS_RUN: Final = frozenset({"-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"})
"""They run a program only after one of these; other names are those of files."""

SHELLS: Final = frozenset(
    {"sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "csh", "tcsh", "mksh", "rbash", "su", "runuser", "script",
     "cmd", "powershell", "pwsh", "busybox", "expect", "lftp"}
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
     "coproc", "concurrently", "hyperfine", "nodemon", "chpst", "s6-setuidgid", "su-exec", "psexec", "runas",
     "x-terminal-emulator", "xterm", "urxvt", "gnome-terminal", "konsole", "xfce4-terminal", "mate-terminal",
     "lxterminal", "terminator", "tilix", "alacritty", "foot", "wezterm", "wt"}
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

SECRET_READERS: Final = frozenset({"gh", "sudo", "docker", "podman", "helm", "gpg", "npm", "vault", "openssl", "doas"})
"""Programs that do so with one of these."""

ALWAYS_READS: Final = frozenset({"chpasswd", "passwd", "smbpasswd", "kinit", "su", "cryptsetup"})
"""Programs that do so anyway."""

SECRET_KEEPERS: Final = frozenset(
    {"docker", "podman", "gh", "wrangler", "npx", "fly", "flyctl", "vault", "kubectl", "heroku", "doppler", "gcloud"}
)
"""Programs whose subcommand for secrets takes them from its input, too."""

WRITERS: Final = frozenset({"echo", "printf", "print", "builtin", "yes"})
"""Write their arguments into a pipe."""


def base_name(program: str) -> str:
    """The program's name without folders, case and `.exe`."""
    name = re.split(r"[\\/]", program)[-1].lower()
    return name.removesuffix(".exe").removesuffix(".cmd").removesuffix(".bat")
