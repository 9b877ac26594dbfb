"""Programs that read a secret from their input."""

from __future__ import annotations

from typing import Final

OPTIONAL_READERS: Final = frozenset(
    {"gh", "sudo", "docker", "podman", "helm", "gpg", "npm", "vault", "openssl", "doas"}
)
"""Programs that read one with one of these options …"""

ALWAYS_READERS: Final = frozenset(
    {"chpasswd", "passwd", "smbpasswd", "kinit", "su", "cryptsetup", "lpass", "keepassxc-cli", "secret-tool",
     "vncpasswd", "htdigest", "elasticsearch-reset-password", "pass", "gopass"}
)  # fmt: skip
"""… and those that do so anyway."""
