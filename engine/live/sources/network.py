"""What is behind an address: a film that has an end, or a camera that has none."""

from __future__ import annotations

import requests

from engine.errors import DeviceError
from engine.media.address import Address
from engine.media.container import open_media

_ANSWER_S = 5.0
_CAMERA = "multipart/"
"""How cameras send picture after picture: each is a part of an answer without end."""
_CHECK = "Check the address in a browser or a media player, and the network."


def film_behind(url: str) -> Address | None:
    """The film at an address (http, https); None where it is a camera.

    A film says how long it is.

    Raises:
        DeviceError: nothing is there, or it is not given away.
        MediaUnreadableError: what is there is neither.
    """
    address = Address(url)
    if _kind(address).startswith(_CAMERA):
        return None
    with open_media(address) as container:
        return address if container.duration else None


def _kind(address: Address) -> str:
    """The type of content that the server names."""
    try:
        with requests.get(address.url, stream=True, timeout=_ANSWER_S) as answer:
            if not answer.ok:
                raise _refused(address, answer.status_code)
            return answer.headers.get("Content-Type", "").lower()
    except requests.Timeout as error:
        raise DeviceError(f"The server of “{address}” does not answer.", hint=_CHECK) from error
    except requests.exceptions.SSLError as error:
        raise DeviceError(
            f"The server of “{address}” cannot prove who it is.",
            hint="Check the address, and the date of this computer.",
        ) from error
    except (requests.RequestException, ValueError) as error:
        raise DeviceError(f"“{address}” cannot be reached.", hint=_CHECK) from error


def _refused(address: Address, status: int) -> DeviceError:
    match status:
        case requests.codes.not_found | requests.codes.gone:
            return DeviceError(f"There is nothing at “{address}” ({status}).", hint=_CHECK)
        case requests.codes.unauthorized | requests.codes.forbidden:
            return DeviceError(
                f"The server does not give “{address}” to everybody ({status}).",
                hint="Put name and password before the host: https://name:password@host/film.mp4.",
            )
        case _:
            return DeviceError(f"The server of “{address}” answers {status}.", hint=_CHECK)
