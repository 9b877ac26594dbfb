"""Secrets at a certain place of a command, of options that only their program explains, and in what a command reads."""

from __future__ import annotations

from tests.sdk.secrets.secret_commands import S

_LINES = r"""
aws ssm put-parameter --name /x --type=SecureString --value=S3CR3T
gcloud auth activate-refresh-token me@example.com S3CR3T
isql -v dsn me S3CR3T -b
isql -U sa -P S3CR3T -S s
impdp userid=me/S3CR3T@db full=y
ssh -o "ProxyCommand sshpass -p S3CR3T ssh j" me@h
rsync -e "sshpass -p S3CR3T ssh" a me@h:b
mvn -emp S3CR3T
read TOKEN <<< S3CR3T
IFS= read -r secret <<< "S3CR3T"
function f { mysql -pS3CR3T; }; f
./app --Db:Password S3CR3T
./app --token = S3CR3T
cf login -a https://api -u me -p S3CR3T
cf auth me S3CR3T
cf auth --client-credentials id S3CR3T
ngrok config add-authtoken S3CR3T
snyk auth S3CR3T
rabbitmqctl add_user me S3CR3T
rabbitmqctl authenticate_user me S3CR3T
vault token lookup S3CR3T
vercel env add X production <<< S3CR3T
glab auth login -t S3CR3T
glab variable set X S3CR3T
echo S3CR3T | keepassxc-cli ls x.kdbx
secret-tool store --label=x a b <<< S3CR3T
iwconfig wlan0 essid x key S3CR3T
iwconfig wlan0 key s:S3CR3T
nmcli con add type wifi ssid x wifi-sec.key-mgmt wpa-psk wifi-sec.psk S3CR3T
wpa_cli -i wlan0 password 0 S3CR3T
networksetup -setairportnetwork en0 ssid S3CR3T
adb shell settings put global wifi_password S3CR3T
adb shell am start -n a/b --es password S3CR3T
adb shell am broadcast -a x -e token S3CR3T
virsh secret-set-value u --base64=S3CR3T
virsh secret-set-value --secret u S3CR3T
mc config host add m http://h A S3CR3T
veracrypt --text --password=S3CR3T x
mkpasswd -m sha-512 S3CR3T
htpasswd -n -b me S3CR3T
cypher-shell -u neo4j -p S3CR3T
zkCli.sh -server h addauth digest me:S3CR3T
grafana-cli admin reset-admin-password S3CR3T
gitlab-runner register -r S3CR3T
defaults write com.x Password -string S3CR3T
crudini --set f s password S3CR3T
reg add HKLM\\x /d S3CR3T /f /v DefaultPassword
nuget push x.nupkg S3CR3T -Source s
"""

LINES = [line for line in _LINES.splitlines() if S in line]
