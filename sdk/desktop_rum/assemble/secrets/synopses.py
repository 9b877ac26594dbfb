"""Programs that take a secret at a certain place, written down as the synopses of their manuals are.

In lower case stand words that are waited for, options among them; `*` is any text, `|` parts alternatives. Then:

- `NAMED`      (first of all) only where some argument is the name of something secret
- `_`          any one argument that is no option
- `NAME`       the name of something secret; where it is none, all starts anew
- `SECRET`     a secret; then all starts anew
- `SECRETS`    all that follows
- `PAIRS`      all that follows; of `name=secret` the name stays
- `KEY`        any one argument; of `name=secret` the name stays
- `LOGINS`     all that follows may be `user:password`
- `ACCOUNTS`   all that follows may be `user/password@database`
- `RULES`      all that follows may be `>password`
- `TYPED`      all that follows is typed somewhere, and may be a password
"""

from __future__ import annotations

from typing import Final

_SYNOPSES: Final = """
adb text TYPED
adb settings put _ NAME SECRET
adb -e|--es NAME SECRET
chamber write _ _ SECRET
credstash put _ SECRET
kaggle -n key -v SECRET
ansible-vault encrypt_string SECRETS
aws --name NAME --value SECRET
b2 authorize-account|authorize _ SECRET
berglas create _ SECRET
bundle config|set LOGINS
bundle set --global|--local _ SECRET
ionic login _ SECRET
qdbus|qdbus6 writepassword _ _ _ SECRET
radtest _ SECRET
radtest _ _ _ _ SECRET
steam -login _ SECRET
ykman accounts add _ SECRET
cachix authtoken SECRET
bw login|unlock SECRETS
bwrap --setenv NAME SECRET
cargo login SECRETS
cloudflared install SECRET
cf auth _ SECRET
composer github-oauth.*|gitlab-oauth.*|gitlab-token.*|bitbucket-oauth.*|bearer.* SECRETS
composer|poetry http-basic.* _ SECRET
consul put NAME SECRET
convertto-securestring SECRETS
cscript|slmgr|slmgr.vbs /ipk SECRET
crudini|defaults|kwriteconfig5|kwriteconfig6 NAME SECRET
db2 user _ using SECRET
dconf write NAME SECRET
drush user:password|upwd _ SECRET
dscl -passwd _ SECRETS
dscl -create|-append|-change _ NAME SECRET
dscl -authonly _ SECRET
etcdctl user add LOGINS
firebase functions:config:set PAIRS
gcloud activate-refresh-token _ SECRET
glab variable set|update _ SECRET
doveadm auth test _ SECRET
ejabberdctl|prosodyctl register|change_password|adduser _ _ SECRET
grafana|grafana-cli reset-admin-password SECRETS
hdbuserstore set _ _ _ SECRET
htpasswd -b -n _ SECRETS
htpasswd -n -b _ SECRETS
htpasswd -b _ _ SECRETS
ipmitool user set password _ SECRET
isql _ _ SECRET
iwconfig key|enc SECRET
iw key|keys SECRETS
jq --arg|--argjson NAME SECRET
keyctl add|padd _ _ SECRET
mc alias|host set|add _ _ _ SECRETS
mega-login _ SECRET
mullvad login SECRET
mosquitto_passwd -b _ _ SECRET
neo4j-admin set-initial-password SECRET
mattermost password _ SECRET
nifi|nifi.sh set-single-user-credentials _ SECRET
netlify env:set _ SECRET
mkpasswd SECRETS
mysqladmin|pdftk|nmcli|redis-cli|keydb-cli|valkey-cli|wpa_cli NAME SECRET
net|net1 user _ SECRET
net|net1 use \\* SECRET
networksetup -addpreferredwirelessnetworkatindex _ _ _ _ SECRET
networksetup -setairportnetwork _ _ SECRET
networksetup -set*proxy _ _ _ on _ SECRET
nssm objectname _ SECRET
nix|nix-build|nix-env|nix-shell --option NAME SECRET
ngrok authtoken|add-authtoken SECRET
npm token revoke SECRETS
npm revoke SECRETS
nuget setapikey SECRET
nuget push _ SECRET
oathtool SECRETS
pg_md5 SECRETS
plutil -replace|-insert NAME SECRET
pro|ua attach SECRET
openssl passwd SECRETS
qpdf --encrypt SECRET
qpdf --encrypt _ SECRET
rabbitmqctl add_user|change_password|authenticate_user _ SECRET
rasdial _ _ SECRET
rclone obscure SECRETS
redis-cli|keydb-cli|valkey-cli auth SECRETS
redis-cli|keydb-cli|valkey-cli setuser RULES
reg NAMED /d SECRET
salt|salt-call *.set_password|*.setpassword _ SECRET
samba-tool user create|add _ SECRET
smbclient _ SECRET
snyk auth SECRET
sops set _ _ SECRET
steamcmd +login _ SECRET
teamviewer passwd SECRET
turso token SECRET
travis encrypt PAIRS
sqlplus|sql|sqlcl|expdp|impdp|sqlldr|exp|imp|rman|tbsql|disql ACCOUNTS
vault|bao login|unseal|unwrap SECRETS
vault|bao token lookup|renew|revoke SECRET
vault|bao put|patch|write _ PAIRS
vboxmanage setcredentials _ SECRET
vboxmanage setextradata _ NAME SECRET
virsh secret-set-value SECRETS
xdotool|ydotool|dotool type TYPED
wtype TYPED
wandb login SECRETS
warp-cli license|set-license SECRET
wg preshared-key|private-key SECRET
wpa_cli password|otp|passphrase|pin _ SECRET
wpa_passphrase _ SECRET
xauth add _ _ SECRET
zmprov NAME SECRET
zmprov sp|setpassword _ SECRET
zkcli.sh addauth _ LOGINS
(keepers) KEY PAIRS
"""

ANY_STORE: Final = "(keepers)"
"""Programs that were told that what they set is secret."""


def _by_program() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in _SYNOPSES.split("\n")[1:-1]:
        programs, *items = line.split()
        for program in programs.split("|"):
            found.setdefault(program, []).append(tuple(items))
    return found


SYNOPSES: Final = _by_program()
