"""HTTP POST with limits on time and size, without redirects."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from sim.exercise.programs.limits import Limit
from sim.exercise.sheets import NoAnswer
from sim.scenario.problems import shown
from sim.texts import fault_of, printable

SCHEMES = ("http", "https")
LONGEST_COMPLAINT = 200
"""Most characters of a server's own words in a message."""
_USER = re.compile(r"//[^/\s]*@")
_CHUNK = 65_536
_PLAIN = "identity"
_SHORTEST = 0.001
_MOST_OPEN = 4
"""Answers that may still come in, byte by byte, after their time is over."""


class Post:
    """A place that answers HTTP POST.

    Args:
        url: Its address.
        largest: Most bytes of an answer.

    Raises:
        ValueError: It is no address of the kind http://HOST:PORT/PATH.
    """

    def __init__(self, url: str, largest: int) -> None:
        self.url = check_url(url)
        self.largest = largest
        self._opener = _opener(url)
        self._open: list[threading.Thread] = []

    def send(
        self,
        body: bytes,
        limit: Limit,
        headers: Mapping[str, str],
        clean: Callable[[bytes], bytes] = bytes,
    ) -> bytes:
        """Return the body of the answer.

        Args:
            body: JSON text.
            limit: Time for the whole answer.
            headers: Headers beside the type of the content.
            clean: Called with all bytes that come back, before anything else sees them.

        Raises:
            NoAnswer: There was no good answer in time, or it is too large.
        """
        self._open = [thread for thread in self._open if thread.is_alive()]
        if len(self._open) == _MOST_OPEN:
            raise NoAnswer("the server still answers the last message")
        typed = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        answers: SimpleQueue[_Back] = SimpleQueue()

        # No time limit of a socket covers a name that is looked up, or an answer byte by byte.
        request = _Asked(self.url, body, typed, method="POST")

        def fetch() -> None:
            answers.put(self._fetch(request, limit))

        thread = threading.Thread(target=fetch, daemon=True)
        thread.start()
        self._open.append(thread)
        try:
            back = answers.get(timeout=limit.left)
        except Empty:
            request.hang_up()
            raise NoAnswer(limit.missed) from None
        said = clean(back.body)
        if back.fault:
            raise NoAnswer(
                f"{back.fault}: {complaint(said.decode('utf-8', 'replace'))}".rstrip(": ")
            )
        return said

    def _fetch(self, request: Request, limit: Limit) -> _Back:
        """Return what comes back for a request; never raises."""
        try:
            with self._opener.open(request, timeout=max(limit.left, _SHORTEST)) as response:
                if (packed := response.headers.get("Content-Encoding", _PLAIN)) != _PLAIN:
                    return _Back(b"", f"the server packed its answer ({packed:.20}); send it plain")
                return _Back(b"".join(_chunks(response, limit, self.largest)))
        except HTTPError as error:
            return _of_error(error)
        except NoAnswer as error:
            return _Back(b"", str(error))
        except TimeoutError:
            return _Back(b"", limit.missed)
        except (OSError, HTTPException, ValueError) as error:
            return _Back(b"", _told(error, limit))


@dataclass(frozen=True)
class _Back:
    """What came back: the body, and what is wrong with it ("" if nothing is)."""

    body: bytes
    fault: str = ""


def complaint(text: str) -> str:
    """Return the beginning of what a server says, as one line that can be printed."""
    return printable(" ".join(text.split()))[:LONGEST_COMPLAINT]


def check_url(url: str) -> str:
    """Return an address after a check.

    Raises:
        ValueError: It is no address of the kind http://HOST:PORT/PATH, or holds a user's name.
    """
    begin = f"address {shown(without_user(url))}"
    if " " in url or not url.isascii() or fault_of(url):
        raise ValueError(f"{begin}: must be plain letters without spaces; write %20 for a space")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"{begin}: {str(error).lower()}") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(f"{begin}: must be http://HOST:PORT/PATH or https://HOST/PATH")
    if parts.username is not None or parts.fragment:
        raise ValueError(f"{begin}: must hold no user's name, password or #")
    return url


def without_user(text: str) -> str:
    """Return a text with dots in place of what stands before the host of an address in it.

    >>> without_user("http://me:secret@host/")
    'http://...@host/'
    """
    return _USER.sub("//...@", text)


class _Asked(Request):
    """A request that can be given up while another thread waits for its answer."""

    connection: HTTPConnection | None = None

    def hang_up(self) -> None:
        """Close the line, which ends the wait of the other thread."""
        line = self.connection and self.connection.sock
        if line:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Kept(AbstractHTTPHandler):
    """Keeps the connection of a request in it."""

    def do_open(self, http_class: Any, req: Any, **more: Any) -> Any:
        """Open a connection, as the library does."""

        def kept(*arguments: Any, **named: Any) -> HTTPConnection:
            connection: HTTPConnection = http_class(*arguments, **named)
            req.connection = connection
            return connection

        return super().do_open(kept, req, **more)


class _Http(_Kept, HTTPHandler):
    """Connections by http."""


class _Https(_Kept, HTTPSHandler):
    """Connections by https."""


class _NoRedirect(HTTPRedirectHandler):
    """Takes no other address than the one that was given."""

    def redirect_request(self, *_: Any) -> None:
        """Return no request, which makes an error of every redirect."""


def _opener(url: str) -> OpenerDirector:
    """Return what opens an address; addresses of this machine are opened without a proxy."""
    host = urlsplit(url).hostname or ""
    near = host in ("localhost", "::1") or host.startswith("127.")
    return build_opener(_NoRedirect(), _Http(), _Https(), *([ProxyHandler({})] if near else []))


def _chunks(response: Any, limit: Limit, largest: int) -> Iterator[bytes]:
    """Yield the body of a response as it comes."""
    read = 0
    while chunk := response.read1(_CHUNK):
        read += len(chunk)
        if read > largest:
            raise NoAnswer(f"the server sent more than {largest:,} bytes")
        if not limit.left:
            raise NoAnswer(limit.missed)
        yield chunk


def _of_error(error: HTTPError) -> _Back:
    """Return a status that is no success, with the beginning of what the server says of it."""
    body: IO[bytes] | None = error.fp
    fault, said = f"the server answered with status {error.code}", b""
    if 300 <= error.code < 400:
        fault += ", a redirect, which is not followed; give the address to which it leads"
    elif body is not None:
        with contextlib.suppress(NoAnswer, OSError, HTTPException, ValueError):
            said = body.read(_CHUNK)
    error.close()
    return _Back(said, fault)


def _told(error: Exception, limit: Limit) -> str:
    """Return what an error of the network means, without anything that was sent."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return limit.missed
    if isinstance(cause, OSError):
        return f"the server cannot be reached: {cause.strerror or type(cause).__name__}"
    if isinstance(cause, HTTPException):
        return f"the server did not answer in HTTP ({type(cause).__name__})"
    return "the server cannot be reached"
