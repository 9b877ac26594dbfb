"""Programs that take a secret at a certain place, written down as the synopses of their manuals are.

In lower case stand words that are waited for, options among them; `*` is any text, `|` parts alternatives. Then:

- `_`          any one argument that is no option
- `NAME`       the name of something secret; where it is none, all starts anew
- `SECRET`     a secret; then all starts anew
- `SECRETS`    all that follows; of `name=secret` the name stays
- `KEY`        any one argument; of `name=secret` the name stays
- `LOGINS`     all that follows may be `user:password`
- `ACCOUNTS`   all that follows may be `user/password@database`
- `RULES`      all that follows may be `>password`
"""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Final

from desktop_rum.assemble.secrets.forms import ACCOUNT, LOGIN

if TYPE_CHECKING:
    from collections.abc import Callable

_SYNOPSES: Final = """
adb settings put _ NAME SECRET
adb am NAME SECRET
ansible-vault encrypt_string SECRETS
bundle config|set LOGINS
bw login|unlock SECRETS
cargo login SECRETS
cf auth _ SECRET
composer|poetry http-basic.* _ SECRET
convertto-securestring SECRETS
crudini|defaults|kwriteconfig5|kwriteconfig6 NAME SECRET
gcloud activate-refresh-token _ SECRET
glab variable set|update _ SECRET
grafana-cli reset-admin-password SECRET
htpasswd -b -n _ SECRETS
htpasswd -n -b _ SECRETS
htpasswd -b _ _ SECRETS
ipmitool user set password _ SECRET
isql _ _ SECRET
iwconfig key|enc SECRET
jq --arg|--argjson NAME SECRET
mc alias|host set|add _ _ _ SECRETS
mkpasswd SECRETS
mysqladmin|pdftk|nmcli|redis-cli|keydb-cli|wpa_cli NAME SECRET
net|net1 user _ SECRET
net|net1 use \\* SECRET
networksetup -setairportnetwork _ _ SECRET
ngrok authtoken|add-authtoken SECRET
npm token revoke SECRETS
npm revoke SECRETS
nuget setapikey SECRET
nuget push _ SECRET
openssl passwd SECRETS
qpdf --encrypt SECRET
qpdf --encrypt _ SECRET
rabbitmqctl add_user|change_password|authenticate_user _ SECRET
rasdial _ _ SECRET
rclone obscure SECRETS
redis-cli|keydb-cli auth SECRETS
redis-cli|keydb-cli setuser RULES
reg /v NAME /d SECRET
smbclient _ SECRET
snyk auth SECRET
sqlplus|expdp|impdp|sqlldr|exp|imp|rman ACCOUNTS
vault login|unseal|unwrap SECRETS
vault token lookup|renew|revoke SECRET
vault put|patch|write _ SECRETS
virsh secret-set-value SECRETS
wpa_cli password|otp|passphrase|pin _ SECRET
wpa_passphrase _ SECRET
zkcli.sh addauth _ LOGINS
(keepers) KEY SECRETS
"""

KEEPERS: Final = "(keepers)"
"""Programs that were told that what they set is secret."""

SECRETS, LOGINS, ACCOUNTS, RULES = "SECRETS", "LOGINS", "ACCOUNTS", "RULES"
_NAME, _SECRET, _KEY, _ANY = "NAME", "SECRET", "KEY", "_"

_TO_THE_END: Final = {
    SECRETS: re.compile(""),
    LOGINS: LOGIN,
    ACCOUNTS: ACCOUNT,
    RULES: re.compile("[><#]"),
}
"""What holds for all that follows, and how such an argument begins."""


def _by_program() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in _SYNOPSES.split("\n")[1:-1]:
        programs, *items = line.split()
        for program in programs.split("|"):
            found.setdefault(program, []).append(tuple(items))
    return found


SYNOPSES: Final = _by_program()


class Places:
    """Follows the synopses of one program from argument to argument."""

    def __init__(self, program: str, is_name: Callable[[str], bool]) -> None:
        """Arguments: what tells whether an argument is the name of something secret."""
        self._synopses = [_Synopsis(items, is_name) for items in SYNOPSES.get(program, ())]

    def what(self, argument: str, *, is_option: bool) -> str:
        """What the argument is: SECRETS, LOGINS …; empty where no synopsis knows."""
        found = ""
        for synopsis in self._synopses:
            found = synopsis.what(argument, is_option=is_option) or found
        return found


class _Synopsis:
    def __init__(self, items: tuple[str, ...], is_name: Callable[[str], bool]) -> None:
        self._items = items
        self._is_name = is_name
        self._at = 0

    def what(self, argument: str, *, is_option: bool) -> str:
        item = self._items[self._at]
        if item in _TO_THE_END:
            return item if not is_option and _TO_THE_END[item].match(argument) else ""
        if item.isupper() or item == _ANY:
            return "" if is_option else self._at_a_place(item, argument)
        while _is_word(item, argument):
            self._at += 1
            item = self._items[self._at]
            if not is_option:  # only options stand for several words: `-nb`
                break
        return ""

    def _at_a_place(self, item: str, argument: str) -> str:
        is_name = item in (_NAME, _SECRET) and self._is_name(argument)
        if item == _SECRET:
            names_the_next = is_name and self._items[self._at - 1] == _NAME  # `key-mgmt wpa-psk psk SECRET`
            self._at = self._at if names_the_next else 0
            return SECRETS
        self._at = self._at + 1 if item != _NAME or is_name else 0
        return SECRETS if item == _KEY and "=" in argument else ""


def _is_word(item: str, argument: str) -> bool:
    if item[0] == "-" and len(item) == 2 and argument[:1] == "-" and argument[:2] != "--":  # noqa: PLR2004 - a letter
        return item[1] in argument
    return any(fnmatch.fnmatchcase(argument.lower(), word) for word in item.split("|"))
