"""Every call that a worker and a renderer have, as their authors would write it; as `every_call.py` is for the app."""

from __future__ import annotations

from typing import Any

import desktop_rum.renderer as rum
from desktop_rum import utility


def work() -> None:
    """Every call of a worker."""
    utility.add_action("resized", context={"pixels": 100})
    utility.add_error(ValueError("wrong"), context={"step": 3})
    utility.add_duration_vital("load", start=1_700_000_000.0, duration=0.5, description="page", context={"a": 1})
    utility.start_duration_vital("save", key="1", description="file", context={"b": 2})
    utility.stop_duration_vital("save", key="1", description="file", context={"c": 3})
    utility.start_operation("pay", key="1", context={"d": 4})
    utility.succeed_operation("pay", key="1", context={"e": 5})
    utility.fail_operation("pay", "abandoned", key="1", context={"f": 6})
    utility.set_user(id="7", name="Ann", email="ann@example.org", extra_info={"team": "red"})
    utility.add_user_extra_info({"score": 1})
    user: dict[str, Any] = utility.get_user()
    utility.set_account(id="9", name="ACME", extra_info={"plan": "gold"})
    utility.add_account_extra_info({"seats": 3})
    account: dict[str, Any] = utility.get_account()
    utility.clear_user()
    utility.clear_account()
    del user, account


def show_a_page() -> None:
    """Every call of a renderer."""
    rum.start_page_view("file:///app/pages/invoices.html", "Invoices", referrer="file:///app/", loading_since=1.5)
    rum.set_page_title("Invoices (3)")
    rum.page_loaded()
    rum.add_resource(
        "https://example.org/a.css",
        kind="css",
        start=1_700_000_000.0,
        duration=0.5,
        method="GET",
        status_code=200,
        size=1_000,
    )
    rum.add_long_task(1_700_000_000.0, 0.2)
    rum.add_click("Save", (12, 7), size=(80, 24), selector="form>button", expects_change=True)
    rum.page_changed()
    rum.page_hidden()
    rum.page_shown()
    rum.settle_clicks()
    rum.add_action("sorted", context={"column": "date"})
    rum.add_error(ValueError("wrong"), context={"step": 3})
    rum.add_duration_vital("paint", start=1_700_000_000.0, duration=0.5)
    rum.start_duration_vital("filter")
    rum.stop_duration_vital("filter")
    rum.start_operation("print")
    rum.succeed_operation("print")
    rum.fail_operation("print", "other")
    rum.set_user(id="7", name="Ann", email="ann@example.org", extra_info={"team": "red"})
    rum.add_user_extra_info({"score": 1})
    user: dict[str, Any] = rum.get_user()
    rum.set_account(id="9", name="ACME", extra_info={"plan": "gold"})
    rum.add_account_extra_info({"seats": 3})
    account: dict[str, Any] = rum.get_account()
    rum.clear_user()
    rum.clear_account()
    del user, account
    rum.stop_page_view()


if __name__ == "__main__":
    work()
    show_a_page()
