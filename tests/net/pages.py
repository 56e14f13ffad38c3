"""pages.py PORT [CERTIFICATE KEY] - web servers as one would not wish them, on all addresses of both families."""
import gzip
import io
import socket
import ssl
import sys
import threading
import time

HTML = b"<html><body>" + b"all is well " * 200 + b"</body></HTML>\n"


def page(body=HTML, status=b"200 OK", more=b""):
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


def endless(c, first, again, pause=0.0):
    c.sendall(first)
    while True:
        c.sendall(again)
        if pause:
            time.sleep(pause)


def bomb():
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as f:
        for _ in range(64):
            f.write(b"\0" * (1 << 20))
    return out.getvalue()


BOMB = bomb()


def answer(c, path, head):
    if path == "/good":
        c.sendall(page())
    elif path == "/bytes":
        for byte in page(b"<p></html>"):
            c.sendall(bytes([byte]))
    elif path == "/503":
        c.sendall(page(status=b"503 Service Unavailable"))
    elif path == "/here":
        c.sendall(page(b"", b"302 Found", b"Location: /good\r\n"))
    elif path == "/round":
        c.sendall(page(b"", b"302 Found", b"Location: /round\r\n"))
    elif path == "/file":
        c.sendall(page(b"", b"302 Found", b"Location: file:///etc/passwd\r\n"))
    elif path == "/host":
        wanted = b"\r\nhost: www.example.org\r\n" in head.lower()
        c.sendall(page() if wanted else page(status=b"404 Not Found"))
    elif path == "/noend":
        c.sendall(page(b"<html></htm l>"))
    elif path == "/short":
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + HTML[-20:])
    elif path == "/endless":
        endless(c, b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)
    elif path == "/chunks":
        endless(c, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 32768 + b"\r\n")
    elif path == "/header":
        endless(c, b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"y" * 4000 + b"\r\n")
    elif path == "/line":
        endless(c, b"HTTP/1.1 200 OK\r\nX-More: ", b"y" * 65536)
    elif path == "/continue":
        endless(c, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
    elif path == "/slow":
        endless(c, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"z", 1)
    elif path == "/nul":
        c.sendall(b"HTTP/1.1 200 OK\r\nX: \0\0\r\nContent-Length: 100000\r\n\r\n" + b"\0" * 100000)
    elif path == "/huge":
        endless(c, b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", b"x" * 65536)
    elif path == "/nostatus":
        c.sendall(b"hello </html>\r\n\r\n")
    elif path == "/half":
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        c.shutdown(socket.SHUT_WR)
        time.sleep(30)
    elif path == "/silent":
        time.sleep(30)
    elif path == "/bomb":
        c.sendall(page(BOMB, more=b"Content-Encoding: gzip\r\n"))
    elif path == "/empty":
        pass
    else:
        c.sendall(page(status=b"404 Not Found"))


def serve(c, context):
    try:
        if context:
            c = context.wrap_socket(c, server_side=True)
        c.settimeout(30)
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 65536:
            more = c.recv(4096)
            if not more or not more.isascii():
                break
            head += more
        answer(c, head.split(b" ")[1].decode() if head.count(b" ") > 1 else "", head)
    except (OSError, ValueError):
        pass
    c.close()


def main():
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    s = socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
    while True:
        c, _ = s.accept()
        threading.Thread(target=serve, args=(c, context), daemon=True).start()


main()
