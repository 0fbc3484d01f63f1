"""What people in view are called."""

from __future__ import annotations

from desktop_app.state.session import Session
from desktop_app.views.format import person_name
from desktop_app.views.overview.people import PersonName


def naming(session: Session) -> PersonName:
    """The name that the user gave, else a number."""
    return lambda track: session.remarks.names.get(track) or person_name(track)
