"""Secrets that only one who knows the program finds, and those inside texts: arguments, and lines for a shell."""

from __future__ import annotations

import shlex

from tests.sdk.secrets.secret_commands import S

_ARGUMENTS = r"""
# clouds and hosts of code
aws ssm put-parameter --name /x --value S3CR3T --type SecureString
az keyvault secret set --vault-name v --name n --value S3CR3T
az login --service-principal -u id -p S3CR3T --tenant t
dotnet nuget push x.nupkg -k S3CR3T
dotnet user-secrets set Db:Connection S3CR3T
fly secrets set NAME=S3CR3T OTHER=S3CR3T
gh secret set NAME --body S3CR3T
gh secret set NAME -bS3CR3T
glab variable set NAME -v S3CR3T
pulumi config set --secret name S3CR3T
doctl -t S3CR3T compute
cargo login S3CR3T
npm publish --otp=S3CR3T
poetry publish -u x -p S3CR3T
poetry config http-basic.repo user S3CR3T
composer config http-basic.repo.io user S3CR3T
bundle config set gems.io user:S3CR3T
vault kv put secret/x value=S3CR3T
vault login S3CR3T
vault unwrap S3CR3T
rclone obscure S3CR3T
mc alias set x http://h KEY S3CR3T
skopeo copy --src-creds user:S3CR3T docker://a dir:b
ansible-vault encrypt_string S3CR3T
# databases and queues
redis-cli CONFIG SET requirepass S3CR3T
redis-cli ACL SETUSER bob on >S3CR3T
redis-cli AUTH bob S3CR3T
cqlsh -u x -p S3CR3T
beeline -u jdbc:hive2://h -p S3CR3T
rabbitmqctl add_user bob S3CR3T
rabbitmqctl change_password bob S3CR3T
etcdctl --user root:S3CR3T get x
sqlplus jdbc:oracle:thin:scott/S3CR3T@//h/x
# networks
smbclient //h/s --user=DOM/user%S3CR3T
smbclient //h/s S3CR3T -U user
net ads join -U admin%S3CR3T
wpa_cli set_network 0 psk '"S3CR3T"'
nmap --script-args smbuser=x,smbpass=S3CR3T h
ncftp -p S3CR3T h
hydra -l x -p S3CR3T h
racadm -r h -u x -p S3CR3T
transmission-remote -n user:S3CR3T
ldappasswd -s S3CR3T -a S3CR3T -w S3CR3T cn=x
youtube-dl -u x -p S3CR3T address
tool --user bob:S3CR3T
tool --cookie sid=S3CR3T
tool --cookie=sid=S3CR3T
tool -u --password S3CR3T
curl https://S3CR3T@github.com/a
curl https://hooks.slack.com/services/S3CR3T/S3CR3T/S3CR3T
curl https://discord.com/api/webhooks/1234/S3CR3T
curl https://api.telegram.org/bot1234:S3CR3T/sendMessage
ffmpeg -i in -f flv rtmp://live.twitch.tv/app/S3CR3T
ffmpeg -re -i in -f flv rtmps://a.rtmps.youtube.com:443/live2/S3CR3T
ffmpeg -decryption_key S3CR3T -i x
# files and certificates
openssl dgst -hmac S3CR3T
openssl passwd -6 S3CR3T
keytool -storepasswd -new S3CR3T
certutil -p S3CR3T -importpfx x
signtool sign /f c.pfx /p S3CR3T x.exe
security unlock-keychain -p S3CR3T login.keychain
security add-generic-password -a x -w S3CR3T
xcrun altool -u x -p S3CR3T
pdftotext -upw S3CR3T x.pdf
qpdf --encrypt S3CR3T S3CR3T 256 -- a b
pdftk x output y user_pw S3CR3T
jq --arg token S3CR3T '.t=$token' f
sc config service obj= x password= S3CR3T
reg add HKLM\\x /v DefaultPassword /d S3CR3T
# names behind a letter, before a shell
ant -Dpw=S3CR3T
cmake -DAPI_KEY=S3CR3T .
mvn -Dpass=S3CR3T
gradle -PsigningKey=S3CR3T
x-terminal-emulator -e 'mysql -pS3CR3T'
xterm -e bash -c 'tool --token=S3CR3T'
gnome-terminal -- env TOKEN=S3CR3T tool
pwsh -Command '$p = ConvertTo-SecureString "S3CR3T" -AsPlainText -Force'
pwsh -Command 'Set-Item env:API_TOKEN S3CR3T'
# inside texts
tool <password>S3CR3T</password>
tool '<add key="x"/><ns:apiKey type="s">S3CR3T</ns:apiKey>'
python -c 'os.environ.setdefault("API_TOKEN", "S3CR3T")'
python -c 'session.auth("user", "S3CR3T")'
expect -c 'spawn ssh h; expect "password:"; send "S3CR3T\r"'
expect -c 'expect { "assword:" { send -- S3CR3T\r } }'
tool --password-file S3CR3T
"""

ARGUMENTS: list[list[str]] = [shlex.split(line) for line in _ARGUMENTS.strip().splitlines() if not line.startswith("#")]

LINES: list[str] = [
    f"echo -n {S} | openssl enc -pass stdin",
    f'echo "machine h login u password {S}" > ~/.netrc',
    f"sed -i 's/password=.*/password={S}/' f",
    f"perl -pi -e 's/PASSWORD=x/PASSWORD={S}/' f",
    f"jq '.token = \"{S}\"' f",
    f"yq -i '.password = \"{S}\"' f",
    f"sqlite3 d \"PRAGMA key='{S}'\"",
    f"echo {S} | cryptsetup luksOpen /dev/x y",
    f"echo {S} | base64 -d | sudo -S ls",
    f"echo {S} | docker secret create name -",
    f"gh secret set NAME <<< {S}",
    f"passwd bob <<EOF\n{S}\n{S}\nEOF",
    f"(echo {S}; echo {S}) | passwd u",
    f"ls; (echo {S} && (echo {S})) | passwd u",
    f"{{ echo {S}; echo {S}; }} | smbpasswd -s u",
    f"yes {S} | passwd u",
    f"expect -c 'spawn x; expect assword; send \"{S}\\n\"'",
    f"ARR=(--password {S})",
    f'printf "[default]\\naws_secret_access_key = {S}\\n" > f',
    f"printf 'user=x\\npassword={S}\\n' | git credential approve",
    f"C:\\Tools\\app.exe --token {S}",
    f"$p = ConvertTo-SecureString {S} -AsPlainText",
    f"mysql -e \"SET PASSWORD FOR 'x'@'y' = '{S}'\"",
    f"sqlcmd -Q \"CREATE LOGIN x WITH PASSWORD = N'{S}'\"",
    f'curl -H \'Authorization: Digest username="{S}", response="{S}"\' x',
]
