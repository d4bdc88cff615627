"""What is chosen on the pages lives in the URL, so that a view can be sent to a colleague.

Streamlit empties the query when a visitor goes to another page; the session keeps the choice and
writes it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboard.words import LANGUAGES, preferred, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dashboard.words import Words

T = TypeVar("T")


def _kept(name: str) -> str:
    return f"kept:{name}"


def chosen(name: str, allowed: Callable[[str], bool], default: str) -> str:
    """The choice: the URL's, else the session's, else ``default``; never one not ``allowed``."""
    for value in (st.query_params.get(name), st.session_state.get(_kept(name))):
        if isinstance(value, str) and allowed(value):
            return value
    return default


def keep(name: str, value: str) -> None:
    st.session_state[_kept(name)] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def language() -> Words:
    """The language chosen; before there is a choice, the browser's."""
    # What the control holds is newer than the URL, and the titles above it need it.
    drawn = st.session_state.get("language")
    fallback = preferred(st.context.locale)
    return words(drawn or chosen("lang", lambda value: value in LANGUAGES, fallback))


def pick(
    name: str,
    options: Sequence[str],
    default: str,
    widget: Callable[[str], str | None],
) -> str:
    """Draw ``widget`` on its session key with the choice in it, and keep what comes back.

    A key is the widget's name and its options, so that other options are another widget.
    """
    key = f"pick:{name}:{hash(tuple(options))}:{st.session_state.get(_kept('lang'), '')}"
    current = chosen(name, lambda value: value in options, default)
    if st.session_state.get(key) not in options:
        st.session_state[key] = current
    value = widget(key)
    # A segmented control answers None when the chosen segment is clicked again.
    picked = value if value in options else current
    keep(name, str(picked))
    return str(picked)
