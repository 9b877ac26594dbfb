"""A name and a value in all that carries such a pair, inside all that runs a command: secrets go, the rest stays."""

from __future__ import annotations

import itertools
import json
import shlex
from typing import TYPE_CHECKING, Final

import pytest

from desktop_rum.assemble.secrets.scrubber import SecretScrubber

if TYPE_CHECKING:
    from collections.abc import Callable

CARRIERS: Final[dict[str, Callable[[str, str], list[str]]]] = {
    "flag and value": lambda name, value: [f"--{name}", value],
    "flag with equals": lambda name, value: [f"--{name}={value}"],
    "flag of one dash": lambda name, value: [f"-{name}", value],
    "option of Windows": lambda name, value: [f"/{name}:{value}"],
    "assignment": lambda name, value: [f"{name}={value}"],
    "assignment in three": lambda name, value: [name, "=", value],
    "definition": lambda name, value: [f"-D{name}={value}"],
    "environment": lambda name, value: ["-e", f"{name}={value}"],
    "setting": lambda name, value: ["--set", f"x.{name}={value}"],
    "mount option": lambda name, value: ["-o", f"user=x,{name}={value}"],
    "JSON": lambda name, value: ["-d", json.dumps({"a": {name: value}, "b": 1}, ensure_ascii=False)],
    "Python": lambda name, value: ["-c", f"f({{'{name}': {value!r}}})"],
    "PHP": lambda name, value: ["-r", f"f(['{name}' => {value!r}, 'a' => 1]);"],
    "YAML": lambda name, value: [f"user: x\n{name}: {json.dumps(value, ensure_ascii=False)}\n"],
    "INI": lambda name, value: [f"[x]\n{name} = {value}\n"],
    "HCL": lambda name, value: [f"x {{\n  {name} = {json.dumps(value, ensure_ascii=False)}\n}}"],
    "plist": lambda name, value: [f"<key>{name}</key><string>{value}</string>"],
    "connection": lambda name, value: [f"Server=h;User=x;{name}={value}"],
}

WRAPPERS: Final[dict[str, Callable[[str], str]]] = {
    "itself": lambda line: line,
    "after others": lambda line: f"cd /x && {line}; echo ok",
    "before a pipe": lambda line: f"{line} 2>&1 | tee out.log",
    "in a substitution": lambda line: f"x=$({line}); echo done",
    "in a shell": lambda line: f"sh -c {shlex.quote(line)}",
    "on another machine": lambda line: f"ssh host {shlex.quote(f'bash -lc {shlex.quote(line)}')}",
    "in a container": lambda line: f"docker exec c sh -c {shlex.quote(line)}",
    "in a here-document": lambda line: f"bash <<'EOF'\n{line}\nEOF",
    "with another environment": lambda line: f"env A=b timeout 5 {line}",
}

SECRETS: Final = (
    "QZplain",
    "QZ-dash=",
    "QZ:colon@at",
    "QZ two",
    "QZ$x#y",
    "QZ(y)",
    "QZ{y}",
    "QZ[y]",
    "QZ|y?*",
    "12QZüñ!",
)
INNOCENT: Final = ("hello", "two words", "a-b", "8080", "1.2.3", "/abs/path", "x@example.com", "$HOME", "[1]", "(y)")


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("name", ["password", "API_KEY", "authToken", "db-passwd", "Client_Secret", "credential"])
def test_secrets_go(carrier: str, name: str) -> None:
    scrubber = SecretScrubber()
    for secret in SECRETS:
        arguments = ["tool", "-v", *CARRIERS[carrier](name, secret)]
        assert "QZ" not in "\n".join(scrubber.arguments(arguments, shell=False)), arguments
        for wrapper in WRAPPERS.values():
            line = wrapper(shlex.join(arguments))
            assert "QZ" not in scrubber.arguments([line], shell=True)[0], line


@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_is_innocent_stays(carrier: str) -> None:
    scrubber = SecretScrubber()
    for name, value in itertools.product(("author", "tokenizer", "primary-key", "passive"), INNOCENT):
        arguments = ["tool", "-v", *CARRIERS[carrier](name, value)]
        assert scrubber.arguments(arguments, shell=False) == arguments
        for wrapper in WRAPPERS.values():
            line = wrapper(shlex.join(arguments))
            assert scrubber.arguments([line], shell=True) == [line]


def test_a_text_that_is_no_line_stays() -> None:
    arguments = ["docker", "exec", "c", "echo", "it isn't"]
    assert SecretScrubber().arguments(arguments, shell=False) == arguments
