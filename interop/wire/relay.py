"""A relay that keeps what is sent: python3 relay.py PORT FILE

Listens on a free loopback port, passes every byte on to 127.0.0.1:PORT and back, and appends what the clients
sent to FILE, and what they got to FILE.replies, one connection at a time as far as they come one at a time.
Prints `listening on http://127.0.0.1:N` and stays until it is ended.
"""

import socket
import sys
import threading


def pump(source, target, record):
    """Copies one direction of a connection until its end; bytes are on disk before they are passed on."""
    try:
        while data := source.recv(65536):
            record.write(data)
            target.sendall(data)
    except OSError:
        pass
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def relay(client, port, sent, replies):
    with client, socket.create_connection(("127.0.0.1", port), timeout=10) as server:
        server.settimeout(None)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=pump, args=(server, client, replies), daemon=True)
        back.start()
        pump(client, server, sent)
        back.join()


def main(port, path):
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        open(path, "ab", buffering=0) as sent,
        open(path + ".replies", "ab", buffering=0) as replies,
    ):
        print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=relay, args=(client, port, sent, replies), daemon=True).start()


main(int(sys.argv[1]), sys.argv[2])
