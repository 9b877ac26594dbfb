"""Hypothesis looks for secrets that leak, for commands that break the scrubber, and for innocents that it changes."""

from __future__ import annotations

import shlex
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_rum.assemble.secrets import secret_words
from desktop_rum.assemble.secrets.names import SecretNames
from desktop_rum.assemble.secrets.plain import is_plain
from desktop_rum.assemble.secrets.scrubber import SecretScrubber
from desktop_rum.assemble.secrets.urls import MASK

SCRUBBER = SecretScrubber()

SECRETS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0*"), min_size=6, max_size=20).map(
    lambda text: f"QQ{text}QQ"
)
SAFE_SECRETS = st.text(st.sampled_from("abcXYZ019.,_%+~^"), min_size=6, max_size=20).map(lambda text: f"QQ{text}QQ")
NAMES = st.sampled_from(
    ["password", "passwd", "pwd", "secret", "token", "api-key", "credential", "auth", "private-key", "client_secret"]
)


@st.composite
def spelled(draw: st.DrawFn) -> str:
    """A secret's name in some spelling."""
    name = draw(NAMES)
    name = name.replace("-", draw(st.sampled_from(["-", "_", ""])))
    letters = draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    return "".join(letter.upper() if upper else letter for letter, upper in zip(name, letters, strict=True))


@st.composite
def arguments(draw: st.DrawFn, secrets: st.SearchStrategy[str] = SECRETS) -> tuple[list[str], str]:
    """Arguments with a secret, and the secret."""
    secret = draw(secrets)
    name = draw(spelled())
    part = draw(
        st.sampled_from([[f"--{name}", secret], [f"--{name}={secret}"], [f"{name}={secret}"], [f"-{name}", secret]])
    )
    around = st.lists(st.sampled_from(["-v", "--verbose", "x", "a=b", "", "-o", "out.txt", "--", "build"]), max_size=3)
    return ["tool", *draw(around), *part, *draw(around)], secret


@given(arguments())
def test_no_argument_leaks(case: tuple[list[str], str]) -> None:
    given_arguments, secret = case
    scrubbed = SCRUBBER.arguments(given_arguments, shell=False)
    assert secret not in "\n".join(scrubbed)
    assert len(scrubbed) == len(given_arguments)


@given(arguments())
def test_no_line_leaks(case: tuple[list[str], str]) -> None:
    given_arguments, secret = case
    (scrubbed,) = SCRUBBER.arguments([shlex.join(given_arguments)], shell=True)
    assert secret not in scrubbed
    assert secret.replace("'", "'\"'\"'") not in scrubbed


@given(arguments(SAFE_SECRETS), st.integers(1, 3))
def test_no_nested_shell_leaks(case: tuple[list[str], str], depth: int) -> None:
    given_arguments, secret = case
    line = shlex.join(given_arguments)
    for _ in range(depth):
        line = shlex.join(["sh", "-c", line])
    assert secret not in SCRUBBER.arguments([line], shell=True)[0]


@given(
    SAFE_SECRETS, st.sampled_from(["https", "postgresql", "redis", "git+ssh"]), st.sampled_from(["", "/path", ":80/x"])
)
def test_no_url_leaks(secret: str, scheme: str, rest: str) -> None:
    assert secret not in "".join(SCRUBBER.arguments(["tool", f"{scheme}://user:{secret}@host{rest}"], shell=False))


@given(st.lists(st.text(), max_size=5), st.booleans())
def test_nothing_breaks_it(texts: list[str], shell: bool) -> None:
    scrubbed = SCRUBBER.arguments(texts, shell=shell)
    assert len(scrubbed) == len(texts)


@given(st.text(st.sampled_from("abc '\"\\$(){}`<>|&;\n#=-EOF"), max_size=60))
def test_no_line_breaks_it(line: str) -> None:
    (scrubbed,) = SCRUBBER.arguments([line], shell=True)
    assert MASK in scrubbed or scrubbed == line or line.strip().startswith(scrubbed)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["ls", "-la", "author", "--author", "x", "a b", "--passes", "3", "monkey=1", "don't", '"q"', "$x", ""]
        ),
        min_size=1,
        max_size=8,
    )
)
def test_innocents_stay(words: list[str]) -> None:
    assert SCRUBBER.arguments(list(words), shell=False) == words
    line = shlex.join(words)
    assert SCRUBBER.arguments([line], shell=True) == [line]


@given(arguments(SAFE_SECRETS))
def test_once_is_enough(case: tuple[list[str], str]) -> None:
    once = SCRUBBER.arguments(case[0], shell=False)
    assert SCRUBBER.arguments(once, shell=False) == once


def test_no_name_is_passed_at_a_glance() -> None:
    """The glance knows parts of the names only: each name has to have one."""
    secret_names = SecretNames()
    for name in (
        *secret_words.WHOLE,
        *secret_words.ANYWHERE,
        *map("_".join, secret_words.PAIRS),
        *(f"{word}-key" for word in secret_words.KEYS),
    ):
        assert secret_names.is_secret(name)
        assert not is_plain(["tool", f"--{name}", "x"]), name


def test_an_author_is_seen_at_a_glance() -> None:
    assert is_plain(["git", "log", "--author=me", "--format=%an"])
    assert not is_plain(["tool", "--authorization", "x"])
    assert not is_plain(["tool", "--authority-auth", "x"])


def test_names_of_the_customer() -> None:
    scrubber = SecretScrubber(["member-id", "Пароль"])
    given_arguments = [
        "tool",
        "--memberId",
        "QQ1",
        "MEMBER_ID=QQ2",
        "--x.member_id.y=QQ3",
        "--пароль",
        "QQ4",
        "--member",
        "x",
    ]
    assert "QQ" not in "".join(scrubber.arguments(given_arguments, shell=False))
    assert scrubber.arguments(given_arguments, shell=False)[-2:] == ["--member", "x"]


def test_messages() -> None:
    given_arguments = ["tool", "--token", "hunter2-long", "https://u:pw-long@h"]
    scrubbed = SCRUBBER.arguments(given_arguments, shell=False)
    message = "bad token 'hunter2-long' for https://u:pw-long@h, password=other"
    told = SCRUBBER.message(message, given_arguments, scrubbed)
    assert "hunter2" not in told
    assert "pw-long" not in told
    assert "other" not in told


def test_a_message_without_each_secret_of_an_argument() -> None:
    line = "mysqladmin -pQQ-one password QQ-two"
    scrubbed = SCRUBBER.arguments([line], shell=True)
    told = SCRUBBER.message("mysqladmin: QQ-two is too short, QQ-one is wrong", [line], scrubbed)
    assert told == "mysqladmin: *** is too short, *** is wrong"


@pytest.mark.parametrize(
    "given_arguments", [["grep", "-n", "password:", "c.yml"], ["docker build --secret id=x,src=y ."]]
)
def test_a_message_that_repeats_an_innocent_command_stays(given_arguments: list[str]) -> None:
    command = given_arguments if len(given_arguments) > 1 else given_arguments[0]
    message = f"Command {command!r} timed out after 5 seconds"
    assert SCRUBBER.message(message, given_arguments, given_arguments) == message
    told = SCRUBBER.message(f"{message}, password: QQ1", given_arguments, given_arguments)
    assert told == f"{message}, password: ***"


def test_a_list_for_a_shell() -> None:
    """It runs the first item alone, but the others are as secret as they would be without a shell."""
    given_arguments = ["mysql", "-pQQ1", "--token", "QQ2", "x"]
    assert SCRUBBER.arguments(given_arguments, shell=True) == ["mysql", "-p***", "--token", "***", "x"]


def test_a_message_quotes_as_python_does() -> None:
    line = """tool --password="it's\\QQ" -p x"""
    scrubbed = SCRUBBER.arguments([line], shell=True)
    message = f"[Errno 2] No such file or directory: {line!r}"
    assert "QQ" not in SCRUBBER.message(message, [line], scrubbed)


def test_messages_without_a_secret_stay() -> None:
    """An empty or a tiny secret is everywhere in them."""
    message = "[Errno 2] No such file or directory: 'tool'"
    for secret in ("", "2", "to"):
        given_arguments = ["tool", "--password", secret, "--token", "hunter2-long"]
        scrubbed = SCRUBBER.arguments(given_arguments, shell=False)
        assert SCRUBBER.message(message, given_arguments, scrubbed) == message


def test_long_texts_take_no_time() -> None:
    """Patterns that go back and forth would take minutes."""
    for unit in (
        "a",
        ":",
        "x=",
        "://",
        "a.",
        "(",
        "$(",
        "'",
        "-",
        "&",
        "password ",
        "a:b@",
        "a:b@+",
        "token:~",
        "user:=",
        'a(\\"',
        'set(\\"',
        'auth("a", ',
        "http://a:b<@",
        "{",
        "\\",
        "<<E\n",
        '"a": ',
        "rtmp://a/",
        "<a>",
        'a("b",',
        "login a password",
        "WIFI:;",
        "password=[",
        "insert (",
        "s/",
        "set a ",
        "env[0].name=",
        "&u=a",
        "u=a,",
        "sudo a ",
        "connect remote:x ",
        "jdbc:oracle:thin:a/",
        "eyJ-",
        "token = [x for ",
        "tokens:\n  - a\n",
        "%3Fa%3D",
        "%3A%2F%2F",
        "kind: Secret\ndata:\n a: b\n",
        "0 * * * * ",
        'keystroke "a" ',
    ):
        text = (unit * 30_000)[:30_000]
        SCRUBBER.arguments([text], shell=True)
        SCRUBBER.arguments(["tool", text, f"https://{text}"], shell=False)


@pytest.mark.parametrize(
    "unit",
    ["docker", "sudo reg", "kubectl", "docker secret", "set a", "az", "user password", "sudo -S", "a;", "{", "`", "a="],
)
def test_twice_the_arguments_take_twice_the_time(unit: str) -> None:
    """What is asked of all arguments must not be asked again at each: a thousand of them took seconds."""
    few, many = (_calls([*["sudo"], *(unit.split() * number)]) for number in (500, 1_000))
    assert many < 3 * few
    few, many = (_calls([f"sudo a:b {unit} " * number], shell=True) for number in (250, 500))
    assert many < 3 * few


def _calls(given_arguments: list[str], *, shell: bool = False) -> int:
    """How many functions are called while these are scrubbed."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        SCRUBBER.arguments(given_arguments, shell=shell)
    finally:
        sys.setprofile(None)
    return calls


def test_a_line_of_more_commands_than_anybody_writes() -> None:
    """It is not read: each command takes its time."""
    assert SCRUBBER.arguments(["tool --token QQ1;" * 3_000], shell=True) == ["tool"]
    assert SCRUBBER.arguments(["echo" + " $(x --token QQ1)" * 1_000], shell=True) == ["echo"]


def test_heads_before_a_long_rest() -> None:
    """Nor what begins often and is looked for to the end each time."""
    for head in ("password ", "login a password ", "token: ", "set a ", "a(", "x is "):
        for rest in (" ", "\n", "a", "'", '\\"', "~"):
            text = head * (15_000 // len(head)) + rest * 15_000
            SCRUBBER.arguments([text], shell=True)
            SCRUBBER.arguments(["tool", text], shell=False)


@pytest.mark.parametrize(
    "text",
    [
        "--token={}",
        "a token={} b",
        "a token='{}' b",
        "a token: {}",
        '{{"token": "{}", "a": 1}}',
        'tokens = ["{}"]',
        'x(\'password\', """a"b""", password="""{}""")',
        "a --token {} b",
        "setenv('TOKEN', '{}')",
        "alter user a password '{}'",
        "set :token {} b",
        "https://a:{}@host/",
    ],
)
def test_a_long_secret_goes_as_a_whole(text: str) -> None:
    """Only the first characters of a value are looked at first."""
    (_, scrubbed) = SCRUBBER.arguments(["tool", text.format("QQ" * 2_000)], shell=False)
    assert "QQ" not in scrubbed


def test_quotes_within_quotes_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Exception] = []
    monkeypatch.setattr("desktop_rum.assemble.secrets.scrubber.internal_error", told.append)
    assert SCRUBBER.arguments(["tool --token QQ1 " + '"$(' * 3_000], shell=True) == ["tool"]
    assert told == []


def test_assignments_in_assignments_end() -> None:
    """However many there are; one that went too deep would be told as a failure of the SDK's."""
    text = "a=" * 2_000 + "x"
    assert SCRUBBER.arguments(["tool", text], shell=False) == ["tool", text]
    assert "QQ" not in SCRUBBER.arguments(["tool", "a=b=c=--password=QQ1"], shell=False)[1]
    assert "QQ" not in SCRUBBER.arguments(["tool", "a=" * 20 + "password=QQ1"], shell=False)[1]
