"""A server that does next to nothing: each path has its answer, ready to send.

    python -m benchmarks.server '{"/path": {"any": "answer"}}'

It prints the port it listens on, and runs until it is stopped. Connections stay open.
"""

from __future__ import annotations

import json
import re
import socket
import sys
from collections.abc import Mapping
from threading import Thread

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def main() -> None:
    """Serve the answers that the command line gives."""
    answers = {path.encode(): _answer(body) for path, body in json.loads(sys.argv[1]).items()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=_serve, args=(connection, answers), daemon=True).start()


def _answer(body: object) -> bytes:
    content = json.dumps(body).encode()
    # No cache may answer in place of this server.
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _serve(connection: socket.socket, answers: Mapping[bytes, bytes]) -> None:
    received = b""
    with connection:
        while data := connection.recv(65536):
            received += data
            head, end, body = received.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if end and len(body) >= (int(length[1]) if length else 0):
                connection.sendall(answers[head.split(b" ", 2)[1]])
                received = b""


if __name__ == "__main__":
    main()
