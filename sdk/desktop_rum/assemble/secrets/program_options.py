"""What the options of certain programs mean: which short ones take a secret, and which long ones without saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.options import NONE, Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_rum.assemble.secrets.neighbours import Neighbours


def _secret(
    letters: str,
    takes: str = "",
    *,
    names: Iterable[str] = (),
    others: Iterable[str] = (),
    switches: Iterable[str] = (),
    files: Iterable[str] = (),
) -> Options:
    return Options(
        secret=letters,
        takes=takes,
        names=frozenset(names),
        value_names=frozenset(others),
        switches=frozenset(switches),
        place_names=frozenset(files),
    )


def _names(*names: str) -> Options:
    return Options(names=frozenset(names))


def _switches(*names: str) -> Options:
    return Options(switches=frozenset(names))


def _plain(*names: str) -> Options:
    return Options(value_names=frozenset(names))


_P: Final = _secret("p", "u")
_T: Final = _secret("t")
_W: Final = _secret("w")
_VALUE: Final = _names("value")

_ENCODED: Final = _names(
    *("ec", "EC", "Ec"),
    *(name[:length] for name in ("EncodedCommand", "encodedCommand", "encodedcommand") for length in range(1, 15)),
)
"""PowerShell's option for a script that nobody can read: as much of its name as tells it from the others."""

OPTIONS: Final[dict[str, Options]] = {
    # Databases
    **dict.fromkeys(
        ("mysql", "mysqldump", "mysqladmin", "mysqlimport", "mysqlshow", "mysqlcheck", "mysqlslap", "mysqlpump",
         "mysqlbinlog", "mysqlsh", "mariadb", "mariadb-dump", "mariadb-admin", "mariadb-import", "mariadb-show",
         "mariadb-check", "xtrabackup", "obclient", "taos"),
        Options(joined="p", takes="hPuDSeO"),
    ),
    **dict.fromkeys(
        ("mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat", "mongotop"),
        _secret("p", "uhdco"),
    ),
    **dict.fromkeys(("sqlcmd", "osql", "bcp"), _secret("P", "SUdQqioEHtlhswmrcfv")),
    **dict.fromkeys(("isql", "tsql"), _secret("P", "USDHIiopJ")),
    **dict.fromkeys(("redis-cli", "keydb-cli", "valkey-cli", "redis-benchmark", "iredis"), _secret("a", "hpnrid")),
    **dict.fromkeys(("vsql", "nzsql", "dsconf", "dsidm"), _secret("w", "UhdDpsBCfo", names=("pw",))),
    "gsql": _secret("W", "UhdpcfvoF"),
    "hadoop": _names("value"),
    "influx": _secret("pt", "uobrcfnHhdD", names=("password",)),
    **dict.fromkeys(("cbq", "couchbase-cli", "surreal", "bolt", "supabase"), _secret("p", "uceto")),
    "slappasswd": _secret("s", "hcToTgu"),
    "kadmin": _secret("w", "prqsckO"),
    "etcdctl": Options(login_names=frozenset({"user"})),
    "sqlpackage": _names("tp", "sp"),
    # Directories and networks
    **dict.fromkeys(
        ("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldapwhoami", "ldapmodrdn", "ldapcompare"),
        _secret("w", "DbHhpsafYXURZlOoSczFdE"),
    ),
    "ldappasswd": _secret("wsa", "DbHhpfYXURZlOoSczFdE"),
    **dict.fromkeys(
        ("snmpget", "snmpset", "snmpwalk", "snmpbulkwalk", "snmptable", "snmptrap", "snmpgetnext"),
        _secret("AXc", "vlaxunrtmMOIP"),
    ),
    "ipmitool": _secret("PkK", "HpUILoCtbTlNRASfED"),
    "mosquitto_pub": _secret("P", "hputmfiqVlk"),
    "mosquitto_sub": _secret("P", "hputmfiqVlkFTRCW"),
    "smbget": Options(login="U", takes="wofbu"),
    "zerotier-cli": _secret("T", "pD"),
    "openconnect": _secret("C", "ugcskpPQxi", names=("cookie",)),
    **dict.fromkeys(("ss-local", "ss-server", "ssserver", "sslocal"), _secret("k", "splmbcfnu")),
    **dict.fromkeys(("brook", "doveadm", "owncloudcmd", "nextcloudcmd"), _secret("p", "lstuahn")),
    "netsh": _names("key", "keymaterial"),
    "sendemail": _names("xp"),
    "swaks": _names("ap"),
    "smbclient": Options(login="U", takes="AIDWcTpnNLbm", login_names=frozenset({"user"})),
    "rpcclient": Options(login="U", takes="IWcp"),
    "net": Options(login="U", value_names=frozenset({"passwordreq", "passwordchg", "logonpasswordchg"})),
    "winexe": Options(login="U"),
    "wbinfo": Options(login="aK", login_names=frozenset({"authenticate", "krb5auth"})),
    "dsmadmc": _names("pa"),
    "x11vnc": _plain("rfbauth"),
    # Files and archives
    **dict.fromkeys(("7z", "7za", "7zr", "7zz", "rar", "unrar"), Options(joined="p")),
    **dict.fromkeys(("zip", "unzip", "zipcloak", "fcrackzip"), _secret("P", "xintdb")),
    **dict.fromkeys(("pdftotext", "pdftoppm", "pdftohtml", "pdftocairo", "pdfinfo", "pdfimages", "pdffonts", "pdfcpu"),
                    _names("upw", "opw")),
    "rsync": Options(line="e", takes="fTBM"),
    # The web
    "curl": Options(
        login="uUE", pair="b", takes="AcCdDeFhHKmoPQrtTwxXyYz", login_names=frozenset({"user", "proxy-user", "cert"}),
        names=frozenset({"oauth2-bearer", "key-passwd", "tlspassword"}),
        switches=frozenset({"anyauth", "proxy-anyauth"}),
    ),
    "wget": Options(takes="oaeitOPUADQlTwRIXB"),
    **dict.fromkeys(("http", "https", "xh", "xhs"), _secret("a", "A")),
    "hey": Options(login="a", takes="nqczomtAHdDxT"),
    "nikto": Options(login_names=frozenset({"id"})),
    "swift": _secret("K", "AUV"),
    "ab": Options(login="AP", pair="C", takes="nctbpTHuvwxyzgeXmBsZfh"),
    **dict.fromkeys(("lftp", "open"), Options(login="u", takes="efcp")),  # `open` of lftp
    "transmission-remote": Options(login="n"),
    **dict.fromkeys(
        ("hydra", "beeline", "cqlsh", "cypher-shell", "racadm", "ncftp", "ncftpput", "ncftpget", "ncftpls", "altool",
         "rabbitmqadmin", "mutool", "smbmap", "bloodhound-python", "elasticsearch-users", "unar", "lsar", "aescrypt",
         "msoffcrypto-tool", "vncdo", "steghide", "mycli", "mydumper", "myloader", "vsce", "ovsx", "fence_ipmilan",
         "fence_ilo", "fence_idrac", "rcon", "mcrcon", "fs_cli"),
        _P,
    ),
    **dict.fromkeys(("yt-dlp", "youtube-dl"), _secret("p2", "uof")),
    **dict.fromkeys(("crackmapexec", "nxc", "netexec", "evil-winrm"), _secret("pH", "u")),
    "veracrypt": _secret("p", names=("p",)),
    "arj": Options(joined="g"),
    **dict.fromkeys(("secretsdump.py", "psexec.py", "wmiexec.py", "smbexec.py", "getnpusers.py"), _names("hashes")),
    # Users, keys, other machines
    **dict.fromkeys(("useradd", "usermod", "groupadd", "groupmod"), _secret("p", "bcdefgGkKRsuZ")),
    "htpasswd": Options(takes="C"),
    "dscl": _switches("passwd"),
    "caddy": _names("plaintext"),
    "oathtool": Options(takes="dwcsNSv", switches=frozenset({"totp"}), value_names=frozenset({"digits", "window"})),
    "manage-bde": _names("rp"),
    "netdom": _names("pd", "po"),
    "knife": _secret("P", "xiVGNEc"),
    "p4": _secret("P", "upcHCd"),
    "mkpasswd": Options(takes="mSRP"),
    "sshpass": _secret("p", "fdP"),
    "ssh-keygen": _secret("NP", "bCfFIkmMnOrRsStTVWwYzaDZ"),
    "openssl": _names("k", "K", "psk", "hmac", "macopt"),
    "keytool": Options(names=frozenset({"new"}), switches=frozenset({"storepasswd", "keypasswd"})),
    **dict.fromkeys(("plink", "pscp", "psftp", "putty", "kitty"), _names("pw")),
    **dict.fromkeys(
        ("rdesktop", "xfreerdp", "wfreerdp", "xfreerdp3", "wlfreerdp", "sdl-freerdp", "freerdp"),
        _secret("p", "uds", names=("p", "gp")),
    ),
    **dict.fromkeys(("psexec", "schtasks", "winrs", "runas", "wmic"), _names("p", "rp")),
    **dict.fromkeys(("certutil", "signtool", "certreq"), _names("p")),
    **dict.fromkeys(("powershell", "pwsh"), _ENCODED),
    "virsh": _names("base64"),
    "vmrun": _secret("p", names=("gp",), others=("gu", "t", "h", "u")),
    **dict.fromkeys(("llm", "prefect"), _secret("k", names=("key", "value"))),
    "bw": Options(names=frozenset({"session"}), switches=frozenset({"apikey"})),
    "op": _names("session"),
    "sops": _names("set"),
    **dict.fromkeys(("gpg", "gpg2"), _switches("export-secret-keys", "export-secret-subkeys", "delete-secret-keys")),
    "consul": _names("encrypt"),
    "lego": _names("hmac"),
    "azuresigntool": _names("kvs"),
    "pvk2pfx": _names("pi", "po"),
    "lpass": _switches("password"),
    **dict.fromkeys(
        ("dig", "kdig", "delv", "mdig", "nsupdate"),
        Options(login="y", takes="pbcfkqtx", switches=frozenset({"auth"})),
    ),
    "tf": Options(names=frozenset({"token"}), login_names=frozenset({"login"})),
    "flyctl": _secret("tp", "a"),
    "kubeadm": _names("certificate-key"),
    "netbird": _names("setup-key"),
    "openfortivpn": _secret("po", "uc"),
    "coap-client": _secret("k", "u"),
    **dict.fromkeys(("frpc", "drone", "pd"), _T),
    **dict.fromkeys(("mcrypt", "openai", "honeymarker", "outguess"), _secret("k")),
    **dict.fromkeys(("ccrypt", "ccencrypt", "ccdecrypt"), _secret("K", names=("key",))),
    **dict.fromkeys(("gocryptfs", "encfs"), _names("extpass")),
    "pk12util": _secret("WK", "odinkw"),
    **dict.fromkeys(
        ("pkcs11-tool", "pkcs15-init", "pkcs15-tool", "opensc-tool", "softhsm2-util", "p11tool"),
        _secret(
            "p",
            names=("pin", "so-pin", "set-pin", "set-so-pin", "new-pin", "puk", "so-puk", "new-puk"),
            switches=("init-token", "list-tokens"),
        ),
    ),
    "ykman": _secret("Pmnp", names=("pin", "new-pin", "puk", "new-puk", "management-key")),
    "yubico-piv-tool": _secret("PNk", "asAiokHV"),
    "gpg-preset-passphrase": _secret("P"),
    "suseconnect": _secret("r", "eup"),
    "act": Options(pair="s"),
    "ipa-client-install": _secret("w", "p"),
    "ipa-server-install": _secret("pa", "rn"),
    "ipa-replica-install": _secret("wp", "P"),
    "kopia": _secret("p", names=("key",)),
    "databricks": _names("string-value", "bytes-value"),
    "dar": _secret("KJ", "cxtlRgP"),
    "dtexec": _names("de"),
    "mkstore": _switches("createCredential", "modifyCredential"),
    "sipp": _names("ap"),
    "lwp-request": Options(login="C", takes="mbtiHo"),
    "wfuzz": Options(login_names=frozenset({"basic", "ntlm", "digest"})),
    "hdbsql": _secret("p", "uniUdIo"),
    # Dialogues, whose options are titles
    "kdialog": _plain("password", "newpassword", "title"),
    "zenity": Options(switches=frozenset({"password"}), value_names=frozenset({"add-password", "title", "text"})),
    **dict.fromkeys(("dialog", "whiptail"), _plain("passwordbox", "title", "backtitle", "menu", "inputbox")),
    # Compilers
    **dict.fromkeys(
        ("gcc", "g++", "cc", "c++", "clang", "clang++", "ld", "gfortran"), Options(places="lLI", takes="DUWfmox")
    ),
    # Packages and clouds
    "twine": _secret("p", "urisc"),
    "nuget": Options(value_names=frozenset({"source", "src", "s", "timeout", "configfile", "symbolsource"})),
    "mvn": _names("emp", "ep", "encrypt-master-password"),
    **dict.fromkeys(("gem", "hex", "mix", "cypress", "pyinstaller"), _names("key")),
    "composer": _switches("auth"),
    **dict.fromkeys(("podman", "buildah"), _plain("secret")),
    "aws": _plain("secret-id"),
    "gcloud": Options(
        value_names=frozenset({"secret", "remove-secrets"}),
        place_names=frozenset({"set-secrets", "update-secrets", "member"}),
    ),
    "openvpn": _plain("auth-user-pass", "askpass", "auth"),
    "skopeo": Options(login_names=frozenset({"creds", "src-creds", "dest-creds"})),
    "pulumi": _switches("secret"),
    "cf": _switches("client-credentials"),
    **dict.fromkeys(("vercel", "doctl", "codecov", "anaconda", "slack-cli"), _T),
}  # fmt: skip

OTHER_SEPARATORS: Final = {
    **dict.fromkeys(("lftp", "open", "tf"), ","),
    **dict.fromkeys(
        ("smbclient", "rpcclient", "net", "mount", "mount.cifs", "smbget", "winexe", "curlftpfs", "wbinfo"), "%"
    ),
}
"""Those that take `user,password` or `user%password`: after a comma `mount` takes its next option."""

SUBCOMMANDS: Final[dict[str, dict[str, Options]]] = {
    **{program: {"login": _P} for program in ("podman", "helm", "buildah", "oras", "crane", "skopeo")},
    **{
        program: {
            "login": _P,
            **dict.fromkeys(
                ("build", "buildx", "bake", "service", "compose"), _plain("secret", "secret-add", "secret-rm")
            ),
        }
        for program in ("docker", "nerdctl")
    },
    "kubectl": {
        "secret": _secret("p", "nolfckL", names=("from-literal", "patch"), files=("from-file", "from-env-file"))
    },
    "openssl": {"ca": _names("k", "K", "key")},
    "oc": {"login": _P, "secret": _names("from-literal")},
    "aws": {"securestring": _VALUE},
    "az": {
        "login": _P,
        "secret": _VALUE,
        "--secret": _VALUE,
        "cosmosdb": _names("key"),
        "iot": _names("pk", "sk"),
        "functionapp": _names("key-value"),
        "container": _names("secure-environment-variables"),
        **dict.fromkeys(("sql", "acr", "postgres", "mysql", "mariadb"), _P),
    },
    "choco": {"source": _P, "sources": _P, "push": _secret("k"), "apikey": _secret("k")},
    "conan": {"user": _P, "login": _P},
    "drone": {"secret": _names("data")},
    "woodpecker-cli": {"secret": _VALUE},
    "eas": {"login": _P, "secret:create": _VALUE, "secret": _VALUE, "sensitive": _VALUE},
    "fastlane": dict.fromkeys(("pilot", "deliver", "spaceauth", "produce", "sigh", "cert", "match"), _P),
    "conjur": {"set": _secret("v", "i"), "login": _P},
    "vault": {"token": _names("id")},
    "expo": {"login": _P},
    **{program: {"login": _P, "docker": _T, "deploy": _T} for program in ("fly", "ibmcloud")},
    "cf": {"login": _secret("p", "auos")},
    "dotnet": {"push": _secret("k"), "source": _P, "dev-certs": _P},
    "gh": {"secret": _secret("b", names=("body",))},
    "gitlab-runner": {"register": _secret("r", "u"), "verify": _T},
    "tea": {"login": _T},
    "glab": {"variable": _secret("v", names=("value",)), "login": _T},
    "hatch": {"publish": _secret("a")},
    "poetry": {"publish": _P},
    "uv": {"publish": _secret("pt", "u")},
    "security": {
        "unlock-keychain": _P,
        "create-keychain": _P,
        "add-generic-password": _W,
        "add-internet-password": _W,
        "import": _secret("P"),
        "set-key-partition-list": _secret("k"),
        "set-keychain-password": _secret("op"),
    },
    "xcrun": {"altool": _P},
}
"""What options mean only where a certain word is among the arguments."""


def options_of(program: str, neighbours: Neighbours) -> Options:
    """What the options of a program mean, beside these arguments."""
    subcommands = SUBCOMMANDS.get(program)
    if subcommands is not None:
        found = next((options for word, options in subcommands.items() if word in neighbours.words), None)
        if found is not None:
            return found
    return OPTIONS.get(program, NONE)
