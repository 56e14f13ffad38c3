#!/usr/bin/python3
"""A VPN service for NetworkManager whose tunnel is there already: vpn.py DEVICE SERVER ADDRESS4 OTHER4 ADDRESS6 OTHER6"""
import socket
import struct
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

SERVICE = "org.freedesktop.NetworkManager.lab"
PLUGIN = "org.freedesktop.NetworkManager.VPN.Plugin"
STARTING, STARTED, STOPPING, STOPPED = (dbus.UInt32(n) for n in (3, 4, 5, 6))


def number(address):
    return dbus.UInt32(struct.unpack("=I", socket.inet_aton(address))[0])


def octets(address):
    return dbus.ByteArray(socket.inet_pton(socket.AF_INET6, address))


class Plugin(dbus.service.Object):
    @dbus.service.signal(PLUGIN, signature="u")
    def StateChanged(self, state):
        pass

    @dbus.service.signal(PLUGIN, signature="a{sv}")
    def Config(self, config):
        pass

    @dbus.service.signal(PLUGIN, signature="a{sv}")
    def Ip4Config(self, config):
        pass

    @dbus.service.signal(PLUGIN, signature="a{sv}")
    def Ip6Config(self, config):
        pass

    @dbus.service.method(PLUGIN, in_signature="a{sa{sv}}", out_signature="s")
    def NeedSecrets(self, connection):
        return ""

    @dbus.service.method(PLUGIN, in_signature="a{sa{sv}}")
    def Connect(self, connection):
        GLib.idle_add(self.start)

    @dbus.service.method(PLUGIN, in_signature="a{sa{sv}}a{sv}")
    def ConnectInteractive(self, connection, details):
        GLib.idle_add(self.start)

    @dbus.service.method(PLUGIN)
    def Disconnect(self):
        self.StateChanged(STOPPING)
        self.StateChanged(STOPPED)

    def start(self):
        device, server, address4, other4, address6, other6 = sys.argv[1:7]
        self.StateChanged(STARTING)
        self.Config({"tundev": device, "gateway": number(server), "has-ip4": True, "has-ip6": True})
        self.Ip4Config({"address": number(address4), "prefix": dbus.UInt32(24), "internal-gateway": number(other4)})
        self.Ip6Config({"address": octets(address6), "prefix": dbus.UInt32(64), "internal-gateway": octets(other6)})
        self.StateChanged(STARTED)


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
name = dbus.service.BusName(SERVICE, bus)
plugin = Plugin(bus, "/org/freedesktop/NetworkManager/VPN/Plugin")
GLib.MainLoop().run()
