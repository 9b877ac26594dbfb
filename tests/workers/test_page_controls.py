"""Fields and buttons of a page: what becomes of them, and that the rest of the page stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.page_controls import MAX_CONTROLS, Control, PageText


@pytest.mark.parametrize(
    ("source", "control"),
    [
        ('<input name="who" placeholder="Name">', Control("field", "who", "Name")),
        ('<input name="who" value="Ada"/>', Control("field", "who", "Ada", value="Ada")),
        ('<input type="password" name="pin">', Control("secret", "pin", "pin")),
        ('<INPUT TYPE="CheckBox" name="urgent" value="Urgent">', Control("check", "urgent", "Urgent", value="Urgent")),
        ('<button name="go" action="save">Save &amp; close</button>', Control("button", "go", "Save & close", "save")),
        ("<button>  Two\n words </button>", Control("button", "button-1", "Two words")),
        ('<output name="told">Nothing yet</output>', Control("output", "told", "Nothing yet")),
    ],
)
def test_a_control_becomes_a_picture(source: str, control: Control) -> None:
    text = PageText(f"<p>{source}</p>")

    assert text.controls == [control]
    assert text.html == f'<p><img src="control:0" width="{control.width}" height="30"></p>'


def test_the_rest_stays_as_it_is() -> None:
    source = '<!DOCTYPE html>\n<p class="lead">A &amp; B &#169; <a href="two.html">on</a><br></p>'

    assert PageText(source).html == source


def test_controls_are_limited() -> None:
    assert len(PageText("<input>" * 1_000).controls) == MAX_CONTROLS


@given(st.text(alphabet="<>/=\"' abinputbuttonoutput&;#1", max_size=200))
def test_any_text_can_be_read(source: str) -> None:
    PageText(source)
