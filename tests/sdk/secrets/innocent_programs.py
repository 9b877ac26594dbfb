"""Innocent commands of many programs, among them words, options and places that look as if they told of a secret."""

from __future__ import annotations

import shlex

_ARGUMENTS = r"""
git commit --author 'Bob <b@x.y>' -m 'Fix tokenizer of passwords'
git log --author=bob
python tokenize.py --tokenizer bert --tokens-per-line 5
tool --keyboard de
tool --passenger bob
ssh -i /home/x/key h
tool --key-file /x/k.pem
tool --monkey x
grep --pattern pass f
tool --pattern '*.token'
git checkout 3f786850e387550fdab836ed7e6dc881de23001b
tool 123e4567-e89b-12d3-a456-426614174000
cat aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQ.txt
curl 'https://h:8080/a/b?x=1&y=2'
curl http://localhost:3000/author/42
tool --passes 3
ffmpeg -i in.mp4 -pass 1 -c:v libx264 out.mp4
ffmpeg -i in -vf scale=1:2 -b:v 1M -f mp4 out
tool --max-tokens 100
tool --sort-key name
tool --primary-key id
tool --foreign-key x
tool --key name
tool --hotkey ctrl+x
sort -k 2 f
make -j4 all PREFIX=/usr
mysql -u root db
mysql -h h -P 3306
ssh -p 22 u@h
ssh u@h 'ls -la'
scp -P 22 a u@h:b
docker run -p 80:80 -v /a:/b nginx:latest
docker run --rm -e DEBUG=1 img
docker pull reg.io:5000/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
tar -xzpf a.tgz
mkdir -p /a/b
netstat -p
nmap -p 1-100 h
git log -p
psql -U bob -d db -p 5432
redis-cli -p 6379 -h h ping
redis-cli SET a b
rsync -avzP u@h:/a /b
kubectl get secrets
kubectl get secret x -o yaml
kubectl describe secret x
vault status
vault kv get secret/x
aws s3 cp s3://b/k .
aws secretsmanager list-secrets
gcloud auth list
gh auth status
gh secret list
gh pr create -b 'body text' -t title
gh issue create --body 'body text'
npm run build -- --watch
npm token list
npm install jsonwebtoken passport
pip install keyring tokenizers==0.1
pip install oauthlib 'authlib>=1'
pytest -k 'test_password or token' tests/test_auth.py
pytest tests/auth/test_token.py::test_password_reset
python -m http.server 8000
python -c 'print('"'"'hello world'"'"')'
python manage.py changepassword
passwd --status bob
tool --no-password
tool --no-password db
tool --ask-pass x
tool --password-file /x/y
tool --password-stdin
tool --authors x,y
tool --authority x
tool --author-email x@y.z
tool --compass n
tool --bypass x
tool --passthrough x
tool --passive
tool --secretary bob
tool --surpass 1
ls /etc/passwd
cat /etc/passwd /run/secrets/x
cat secrets.yaml password.txt token.json
find . -name '*password*' -o -name 'token*'
grep -rn password src/
grep -r api_key .
rg token -g '*.py'
sed -n s/token/x/p f
vim auth.py
code --goto auth.py:12:3
open https://x.y/reset-password
xdg-open https://user@host/p
git clone git@github.com:x/y.git
git clone ssh://git@h:22/x.git
git push origin feature/token-auth
git commit -m 'password: handle empty'
git commit -m 'auth: token refresh'
git tag -a v1.0 -m x
ffprobe -show_entries format=duration -of default=noprint_wrappers=1:nokey=1 x.mp4
java -Dfile.encoding=UTF-8 -jar x.jar
java -cp a:b:c Main
gcc -DKEYS=3 -o x x.c
gcc -DPASSES=2 x.c
xset r rate 200 40
setxkbmap -layout us
tool 2026-11-26T10:11:12Z
tool 12:30:45
tool ::1
ping fe80::1%eth0
tool 'C:\Users\Bob\token.txt'
cmd /c dir /s /b
cmd.exe /c copy a b
msiexec /i x.msi /qn
tasklist /fi 'pid eq 1'
powershell -NoProfile -ExecutionPolicy Bypass -File x.ps1
powershell -Command 'Get-Process | Select Name'
net user
net use
reg query 'HKLM\Software\x' /v Version
reg add 'HKCU\x' /v Name /d data
7z a x.7z f
7z l -slt x
zip -r x.zip d
unzip -o x.zip -d d
openssl x509 -in c.pem -noout -text
openssl genrsa -out k.pem 2048
openssl req -new -key k.pem -out c
openssl rand -hex 16
gpg --list-keys
gpg --import k.asc
gpg -d f
ssh-keygen -lf k.pub
ssh-keygen -t rsa -b 4096 -f k
ssh-add -l
curl -I https://x
curl -o f -L https://x/f.tar.gz
curl -H 'Accept: application/json' https://x
curl -H 'Content-Type: text/plain' -d hello https://x
curl -d '{"name":"bob","age":3}' x
curl -u bob x
wget -qO- https://x
wget -P /tmp https://x
docker compose -p proj up -d
docker build -t a/b:1.0 --build-arg VERSION=1 .
docker logs -f --tail 100 c
helm upgrade x y --set image.tag=1.2
terraform plan -var region=eu
ansible-playbook -i h p.yml -e env=prod
ansible-vault view f
systemctl status sshd
journalctl -u nginx -n 50
id -u bob
chown bob:users f
useradd -m -s /bin/sh bob
htpasswd -v f bob
nmcli dev wifi list
sudo -u bob ls
sudo -n true
env LANG=C ls
env -u TOKEN ls
time ls
xargs -0 rm
tool --session x
tool key=value
tool 'a=b&c=d'
tool --sep =
tool -k
tool -- -x
tool ' '
tool --opt ''
tool 'Secretary of State'
tool 'the passenger'"'"'s keyboard'
say 'enter your password'
notify-send 'Token expired' 'Please log in again'
zenity --entry --text 'Password please'
espeak 'the secret is out'
tool --encoding utf-8 --lang de_DE.UTF-8
jq .token f.json
jq -r '.a.password // empty' f
jq --arg name bob '.n=$name' f
awk '{print $2}' f
bundle config set path vendor
git config user.name Bob
git config --global credential.helper store
npm config set registry https://r.x/
pip config set global.index-url https://r.x/simple
poetry config virtualenvs.create false
mc cp a b
mc ls x/y
sqlplus -v
sc query x
cargo build --release
cargo test token
security list-keychains
open -a Safari
open x.pdf
pdftotext x.pdf -
smbclient -L h -N
smbclient //h/s -c ls
net ads info
rclone copy a b:c
cryptsetup status x
bw list items
lftp -c 'mirror a b'
hydra -h
certutil -hashfile f SHA256
keytool -list -v
iwconfig wlan0
openssl dgst -sha256 f
vercel deploy --prod
yt-dlp -f best 'https://y/watch?v=dQw4w9WgXcQ'
curl 'https://y/watch?v=dQw4w9WgXcQ&list=PLx&key2=3'
tool 'https://h/a?sort=key&page=2'
tool https://h/session/list
composer install
redis-cli CONFIG GET maxmemory
redis-cli KEYS '*'
skopeo copy docker://a dir:b
nikto -h x
swaks --to a@b.c
ab -n 100 -c 10 http://x/
xcrun simctl list
qpdf --linearize a b
qpdf --decrypt a b
glab mr list
aws ssm put-parameter --name /x --value plain --type String
az group list --query '[].name'
dotnet build -c Release
dotnet add package Newtonsoft.Json -s src
hatch build
expect -f x.exp
tool '<a>text</a>'
tool '<key>CFBundleName</key>'
tool 'set("name", "value")'
python -c 'd.setdefault('"'"'name'"'"', '"'"'value'"'"')'
tool https://example.com/@user/post
tool mailto:bob@x.y
tool npm:@scope/pkg@1.2
tool user@host:/path
tool x@1.2.3
tool https://bob@host/p
tool https://bob.smith@host/p
tool otpauth
pulumi config set name value
pulumi up
fly deploy
heroku config:set DEBUG=1
heroku config:get X
firefox --new-window 'https://x.y/login?next=/auth'
chromium --headless
tool --tokenize-only
git cat-file -p 3f786850e387550fdab836ed7e6dc881de23001b
tool --token-file /run/secrets/x --passphrase-file ~/p.txt
docker run -e POSTGRES_PASSWORD_FILE=/run/secrets/db postgres
git -c credential.helper=osxkeychain pull
xterm -e 'ls -la'
gnome-terminal -- htop
systemctl --user enable app@x:1.service
docker run --user www-data:www-data img
rtmpdump -r rtmp://host/live
clang -Rpass=loop-vectorize x.c
tool sip:bob@example.com
rabbitmqctl list_users
hydra --help
expect -c 'send "hello\r"'
sc config x start= auto
vlc rtsp://host:554/stream
"""

ARGUMENTS: list[list[str]] = [shlex.split(line) for line in _ARGUMENTS.strip().splitlines()]

LINES: list[str] = [
    "cf auth",
    "snyk auth",
    "vault token lookup",
    "isql dsn",
    "iwconfig wlan0 essid home",
    "virsh secret-list",
    "adb shell settings put global animator_duration_scale 0",
    "rabbitmqctl delete_user me",
    "nuget push x.nupkg -Source s",
    "htpasswd -c f me",
    "net use Z: /delete",
    'rsync -e "ssh -p 2222" a me@host:b',
    "glab auth status",
    "defaults write com.x Theme dark",
    "read -r line < f",
    "ls -la | grep author",
    "echo hello world",
    "cd /x && make -j2",
    "for f in *.txt; do echo $f; done",
    "cat f | tr a b | sort -u",
    "grep -c password f",
    'echo "the password is wrong"',
    "if [ -f token.txt ]; then cat token.txt; fi",
    "find . -name '*.py' -exec grep -l token {} \\;",
    "git log --format='%an %ae' --author='x'",
    "tar czf - d | ssh h 'cat > x.tgz'",
    "python -c 'import tokenize; print(1)'",
    "PATH=/a:$PATH tool",
    "LANG=C sort f",
    "echo $HOME/$USER",
    "echo ${TOKEN}",
    'echo "$PASSWORD"',
    "curl -s https://x:8443/a?b=c | jq '.items[0].key'",
    "ps aux | awk '{print $2}' | head -1",
    "cat <<EOF\nhello\nEOF",
    "cat <<< hello",
    "bc <<< '1+2'",
    'wc -w <<< "a b c"',
    "base64 -d <<< aGVsbG8gd29ybGQ=",
    "md5sum <<< 3f786850e387550fdab836ed7e6dc881de23001b",
    'grep x <<< "abc123def"',
    "tool <<< 'hello'",
    "while read l; do echo $l; done < f",
    'test -z "$TOKEN" && exit 1',
    '[ -n "$API_KEY" ] || echo missing',
    "sed 's/a/b/g' f > g",
    "echo a; echo b & wait",
    "x=$(date +%s); echo $x",
    "docker ps --format '{{.Names}}'",
    "sudo apt-get install -y keyboard-configuration",
    "xdotool key ctrl+c",
    "xdotool type hello",
    "sleep 1 && kill -9 $!",
    "awk -F= '/^key/{print $2}' f",
    "rsync -av --exclude='*.key' a b",
    "export PATH=$PATH:/x",
    "export EDITOR=vim",
    "ssh -o StrictHostKeyChecking=no u@h uptime",
    "ssh -o PasswordAuthentication=no h true",
    "ssh-keyscan h >> ~/.ssh/known_hosts",
    "openssl s_client -connect h:443 </dev/null",
    "echo 'yes' | apt install x",
    "printf '%s\\n' a b",
    "yes | rm -i x",
    "echo y | npx create-app",
    "git diff HEAD~1 -- src/auth.py",
    "npm run test -- --grep 'password reset'",
    "adb shell input keyevent 26",
    "adb shell pm list packages",
    "ffmpeg -y -i a.mp4 -c copy -map_metadata -1 b.mp4",
    "mail -s 'token expired' a@b.c < f",
    'send "hello"',
    "read -p 'Password: ' x",
    "stty -echo; read pw; stty echo",
    "cmd /c dir C:\\Users",
    "C:\\Tools\\x.exe /a /b",
    'echo "a:b" | cut -d: -f1',
    "tool --key-file=/a/b --cert=/c",
    "systemctl restart nginx && journalctl -fu nginx",
    "mysql -h h -P 3306 -u root < f.sql",
    "psql -h h -p 5432 -c 'select token from t'",
    "psql -c \"select * from users where name = 'bob'\"",
    "sqlite3 d 'select key, value from t'",
    "git cat-file --batch-check <<< 3f786850e387550fdab836ed7e6dc881de23001b",
    "(echo a; echo b) | sort",
    "{ echo 1; echo 2; } | tool --add",
    "tool <<< file-2.txt",
    "$x = Get-Date; echo $x",
    "echo S | grep secret",
]
