"""Requests of QNetworkAccessManager are resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("PySide6.QtNetwork")

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest, QRestAccessManager

import desktop_rum
from tests.plugins.web_server import BODY, web_server

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.plugins.faulty_intake import FaultyIntake
    from tests.plugins.sdk import RunSdk

__all__ = ["web_server"]

Send = "Callable[[QNetworkAccessManager, QNetworkRequest], QNetworkReply]"


def resources(intake: FaultyIntake) -> list[dict[str, Any]]:
    desktop_rum.flush()
    return [event for event in intake.events() if event["type"] == "resource"]


SENDS = {
    "GET": lambda manager, request: manager.get(request),
    "HEAD": lambda manager, request: manager.head(request),
    "POST": lambda manager, request: manager.post(request, QByteArray(b"question")),
    "PUT": lambda manager, request: manager.put(request, QByteArray(b"question")),
    "DELETE": lambda manager, request: manager.deleteResource(request),
    "PATCH": lambda manager, request: manager.sendCustomRequest(request, QByteArray(b"PATCH")),
}
SENDS_OF_REST = {**SENDS, "PATCH": lambda manager, request: manager.patch(request, QByteArray(b"question"))}


@pytest.mark.parametrize("rest", [False, True], ids=["QNetworkAccessManager", "QRestAccessManager"])
@pytest.mark.parametrize("method", SENDS)
def test_each_call_is_one_resource(
    method: str, rest: bool, run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str, qtbot: QtBot
) -> None:
    run_sdk(clock=None)
    manager = QNetworkAccessManager()
    url = QUrl(web_server.replace("//", "//ann:hunter2@") + "/plain")
    request = QNetworkRequest(url)
    request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "text/plain")
    rest_manager = QRestAccessManager(manager)
    send: Any = SENDS_OF_REST[method] if rest else SENDS[method]
    reply = send(rest_manager if rest else manager, request)
    with qtbot.waitSignal(reply.finished, timeout=20_000):
        pass
    assert reply.error() is QNetworkReply.NetworkError.NoError
    (event,) = resources(faulty_intake)
    resource = event["resource"]
    assert (resource["type"], resource["method"], resource["status_code"]) == ("fetch", method, 200)
    assert resource["url"] == web_server + "/plain"
    assert resource["size"] == (0 if method == "HEAD" else len(BODY))
    assert 0 < resource["first_byte"]["duration"] <= resource["duration"]


def test_a_refused_connection_is_told(run_sdk: RunSdk, faulty_intake: FaultyIntake, qtbot: QtBot) -> None:
    run_sdk()
    manager = QNetworkAccessManager()
    reply = manager.get(QNetworkRequest(QUrl("http://127.0.0.1:9/nobody")))
    with qtbot.waitSignal(reply.finished, timeout=20_000):
        pass
    (event,) = resources(faulty_intake)
    assert "status_code" not in event["resource"]
    assert event["context"]["error_code"] == "ConnectionRefusedError"


@pytest.mark.parametrize(
    ("path", "code"),
    [("/cut", "RemoteHostClosedError"), ("/status/404", None), ("/status/500", None), ("/redirect", None)],
)
def test_an_error_is_named_where_the_status_does_not_say_it(
    path: str, code: str | None, run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str, qtbot: QtBot
) -> None:
    run_sdk()
    manager = QNetworkAccessManager()
    reply = manager.get(QNetworkRequest(QUrl(web_server + path)))
    with qtbot.waitSignal(reply.finished, timeout=20_000):
        pass
    (event,) = resources(faulty_intake)
    assert event["resource"]["url"] == web_server + path
    assert event["resource"]["status_code"] in (200, 404, 500)
    assert event.get("context", {}).get("error_code") == code


def test_a_request_that_is_aborted_says_so(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str, qtbot: QtBot
) -> None:
    run_sdk()
    manager = QNetworkAccessManager()
    reply = manager.get(QNetworkRequest(QUrl(web_server + "/plain")))
    with qtbot.waitSignal(reply.finished, timeout=20_000):
        reply.abort()
    (event,) = resources(faulty_intake)
    assert event["context"]["error_code"] == "OperationCanceledError"


def test_a_reply_that_is_deleted_is_told_once(
    run_sdk: RunSdk, faulty_intake: FaultyIntake, web_server: str, qtbot: QtBot
) -> None:
    run_sdk()
    manager = QNetworkAccessManager()
    reply = manager.get(QNetworkRequest(QUrl(web_server + "/plain")))
    with qtbot.waitSignal(reply.destroyed, timeout=20_000):
        reply.abort()
        reply.deleteLater()
    assert len(resources(faulty_intake)) == 1


@pytest.mark.parametrize("url", ["data:text/plain,hunter2", "qrc:/nothing", "file:///etc/passwd", "ftp://127.0.0.1:9/"])
def test_what_is_no_request_of_http_is_no_resource(
    url: str, run_sdk: RunSdk, faulty_intake: FaultyIntake, qtbot: QtBot
) -> None:
    run_sdk()
    manager = QNetworkAccessManager()
    with qtbot.waitSignal(manager.finished, timeout=20_000):
        manager.get(QNetworkRequest(QUrl(url)))
    assert resources(faulty_intake) == []


def test_a_wrong_call_stays_the_apps(run_sdk: RunSdk, faulty_intake: FaultyIntake) -> None:
    run_sdk()
    signatures = r"(?s)'PySide6.QtNetwork.QNetworkAccessManager.get' called .*get\(request: "
    for arguments, message in (((), "at least 1"), ((3,), signatures)):
        with pytest.raises(TypeError, match=message):
            QNetworkAccessManager().get(*arguments)
    with pytest.raises(TypeError):
        QNetworkAccessManager().post(QNetworkRequest(QUrl("http://127.0.0.1:9/")), object())  # type: ignore[call-overload]
    desktop_rum.stop()  # what is under way is told at the end
    assert resources(faulty_intake) == []


def test_the_calls_go_back(run_sdk: RunSdk) -> None:
    run_sdk()
    patched = QNetworkAccessManager.get
    desktop_rum.stop()
    assert QNetworkAccessManager.get is not patched
