"""Programs that read a secret from their input."""

from __future__ import annotations

from typing import Final

OPTIONAL_READERS: Final = frozenset(
    {"gh", "sudo", "docker", "podman", "helm", "gpg", "npm", "vault", "openssl", "doas"}
)
"""Programs that read one with one of these options …"""

ALWAYS_READERS: Final = frozenset(
    {"chpasswd", "passwd", "smbpasswd", "kinit", "su", "cryptsetup", "lpass", "keepassxc-cli", "secret-tool",
     "vncpasswd", "htdigest", "elasticsearch-reset-password", "elasticsearch-keystore", "pass", "gopass", "pdbedit",
     "ecryptfs-add-passphrase", "kwalletcli", "age", "saslpasswd2", "createuser", "kubeseal",
     "encfs", "gocryptfs", "realm", "systemd-ask-password", "systemd-creds",
     "wpa_passphrase", "tcplay", "runas", "scrypt", "kpasswd", "kpcli", "zipcloak", "fetchmail",
     "grub-mkpasswd-pbkdf2", "snx", "openfortivpn", "geli", "convertto-securestring"}
)  # fmt: skip
"""… those that do so anyway …"""

SUBCOMMAND_READERS: Final = frozenset(
    {("vercel", "env"), ("snapcraft", "login"), ("vault", "login"), ("op", "signin"), ("keyring", "set"),
     ("dart", "token"), ("circleci", "store-secret"), ("expressvpn", "activate"),
     ("az", "devops"), ("terraform", "login"), ("nmcli", "--ask"), ("wg", "pubkey"),
     ("ansible-vault", "encrypt_string"), ("openvpn", "--auth-user-pass"), ("openvpn", "--askpass"),
     ("sshpass", "-f"), ("htpasswd", "-i"), ("snap", "login"), ("npm", "login"),
     ("zfs", "keyformat=passphrase"), ("zfs", "load-key"), ("p4", "login"), ("hcloud", "context"),
     ("openconnect", "-u"), ("kwallet-query", "-w"), ("vaultwarden", "hash"), ("immuadmin", "login"),
     ("trino", "--password"), ("presto", "--password"), ("pssh", "-A"), ("lncli", "--stdin"),
     ("solana-keygen", "recover")}
)  # fmt: skip
"""… and those that do so with one of their words."""
