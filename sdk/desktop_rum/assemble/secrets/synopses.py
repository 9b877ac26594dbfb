"""Programs that take a secret at a certain place, written down as the synopses of their manuals are.

In lower case stand words that are waited for, options among them; `*` is any text, `|` parts alternatives. Then:

- `NAMED`      (first of all) only where some argument is the name of something secret
- `_`          any one argument that is no option
- `NAME`       the name of something secret; where it is none, all starts anew
- `SECRET`     a secret; then all starts anew
- `SECRETS`    all that follows
- `TOKENS`     all that follows, but no `name=value`
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
adb|am -e|--es NAME SECRET
adb|cmd connect-network _ _ SECRET
adb|input text TYPED
adb|settings put _ NAME SECRET
ansible-vault encrypt_string SECRETS
aws --name NAME --value SECRET
b2 authorize-account|authorize _ SECRET
berglas create _ SECRET
bitcoin-cli|litecoin-cli walletpassphrase SECRET
bitcoin-cli|litecoin-cli walletpassphrasechange SECRETS
bitsadmin /setcredentials _ _ _ _ SECRET
bundle config|set LOGINS
bundle set --global|--local _ SECRET
bw login|unlock SECRETS
bwrap --setenv NAME SECRET
cachix authtoken SECRET
cargo login SECRETS
cf auth _ SECRET
chamber write _ _ SECRET
civo apikey add _ SECRET
cloudflared install SECRET
composer github-oauth.*|gitlab-oauth.*|gitlab-token.*|bitbucket-oauth.*|bearer.* SECRETS
composer|poetry http-basic.* _ SECRET
confluent|ccloud api-key store _ SECRET
consul acl set-agent-token _ SECRET
consul|etcdctl put NAME SECRET
convertto-securestring SECRETS
credstash put _ SECRET
crudini|defaults|kwriteconfig5|kwriteconfig6 NAME SECRET
cscript|slmgr|slmgr.vbs /ipk SECRET
db2 user _ using SECRET
dconf write NAME SECRET
dialog|whiptail --passwordbox _ _ SECRET
doveadm auth test _ SECRET
drush user:password|upwd _ SECRET
dscl -authonly _ SECRET
dscl -create|-append|-change _ NAME SECRET
dscl -passwd _ SECRETS
ejabberdctl|prosodyctl register|change_password|adduser _ _ SECRET
emqx_ctl admins add|passwd _ SECRET
etcdctl user add LOGINS
firebase functions:config:set PAIRS
gcloud activate-refresh-token _ SECRET
glab variable set|update _ SECRET
grafana|grafana-cli reset-admin-password SECRETS
hdbuserstore set _ _ _ SECRET
htpasswd -b _ _ SECRETS
htpasswd -n -b _ SECRETS
idevicebackup2 changepw SECRETS
idevicebackup2 encryption on SECRET
ionic login _ SECRET
ipmitool user set password _ SECRET
isql _ _ SECRET
iw key|keys SECRETS
iwconfig key|enc SECRET
jq --arg|--argjson NAME SECRET
kaggle -n key -v SECRET
keyctl add|padd _ _ SECRET
mattermost password _ SECRET
mc alias|host set|add _ _ _ SECRETS
mc user add _ _ SECRET
mega-login _ SECRET
mkpasswd SECRETS
mkstore -createcredential _ _ SECRET
mosquitto_passwd -b _ _ SECRET
mullvad login SECRET
mysqladmin|pdftk|nmcli|redis-cli|keydb-cli|valkey-cli|wpa_cli NAME SECRET
neo4j-admin set-initial-password SECRET
netlify env:set _ SECRET
networksetup -addpreferredwirelessnetworkatindex _ _ _ _ SECRET
networksetup -set*proxy _ _ _ on _ SECRET
networksetup -setairportnetwork _ _ SECRET
net|net1 use \\*|http*:* SECRET
net|net1 user _ SECRET
new-itemproperty|set-itemproperty|new-variable|set-variable -name NAME -value SECRET
ngrok authtoken|add-authtoken SECRET
nifi|nifi.sh set-single-user-credentials _ SECRET
nix|nix-build|nix-env|nix-shell --option NAME SECRET
npm revoke SECRETS
nssm objectname _ SECRET
nuget push _ SECRET
nuget setapikey SECRET
oathtool SECRETS
op signin _ _ SECRETS
openssl passwd SECRETS
pg_md5 SECRETS
php|console security:hash-password|security:encode-password SECRET
plutil -replace|-insert NAME SECRET
pm2 link SECRET
pro|ua attach SECRET
qdbus|qdbus6 writepassword _ _ _ SECRET
qpdf --encrypt SECRET
qpdf --encrypt _ SECRET
rabbitmqctl add_user|change_password|authenticate_user _ SECRET
radtest _ SECRET
radtest _ _ _ _ SECRET
rasdial _ _ SECRET
rclone obscure SECRETS
redis-cli|keydb-cli|valkey-cli *setex NAME _ SECRET
redis-cli|keydb-cli|valkey-cli auth SECRETS
redis-cli|keydb-cli|valkey-cli setuser RULES
reg NAMED /d SECRET
salt|salt-call *.set_password|*.setpassword _ SECRET
salt|salt-call mysql.user_create _ _ SECRET
samba-tool user create|add _ SECRET
smbclient _ SECRET
set-secret _ SECRET
set-secret -name _ -secret SECRET
snyk auth SECRET
sops set _ _ SECRET
sqlplus|sql|sqlcl|dgmgrl|expdp|impdp|sqlldr|exp|imp|rman|tbsql|disql ACCOUNTS
steam -login _ SECRET
steamcmd +login _ SECRET
teamviewer passwd SECRET
travis encrypt PAIRS
turso token SECRET
twilio login _ SECRET
vault|bao login TOKENS
vault|bao unseal|unwrap SECRETS
vault|bao put|patch|write _ PAIRS
vault|bao token lookup|renew|revoke SECRET
vboxmanage setcredentials _ SECRET
vboxmanage setextradata _ NAME SECRET
virsh secret-set-value SECRETS
wandb login SECRETS
warp-cli license|set-license SECRET
wg preshared-key|private-key SECRET
wp update|add|set NAME SECRET
wpa_cli password|otp|passphrase|pin _ SECRET
wpa_passphrase _ SECRET
wtype TYPED
xauth add _ _ SECRET
xdotool|ydotool|dotool type TYPED
xmlstarlet|dasel NAMED -v SECRET
ykman accounts add _ SECRET
zkcli.sh addauth _ LOGINS
zmprov NAME SECRET
zmprov sp|setpassword _ SECRET
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
