#!/usr/bin/python3
"""A connection that stays, as of ssh.

session.py serve PORT           gives back what it hears; goes to the background when it listens
session.py talk ADDRESS PORT    says a number each 50 ms and prints each that comes back; ends when the connection does
"""
import os
import socket
import sys
import threading
import time


def give_back(connection):
    while data := connection.recv(4096):
        connection.sendall(data)


def serve(port):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
    if os.fork():
        os._exit(0)
    while True:
        threading.Thread(target=give_back, args=(listener.accept()[0],), daemon=True).start()


def talk(address, port):
    connection = socket.create_connection((address, port), 10)
    stream = connection.makefile("rw")
    number = 0
    while True:
        number += 1
        print(number, file=stream, flush=True)
        print(stream.readline().strip(), flush=True)
        time.sleep(0.05)


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]))
else:
    talk(sys.argv[2], int(sys.argv[3]))
