#!/bin/bash
# IPv6 as it is lived: the kernel takes router advertisements that come late, expire, and change their mind; the watcher follows. IPv4 stands by.
. "$(dirname "$0")/watch-lib.sh"

ONE=2001:db8:1::ff:fe00:1
TWO=2001:db8:2::ff:fe00:2
NEW=2001:db8:2:1:0:ff:fe00:2
sysctls() { n h sysctl -qw "$@"; }

outside
host_real eth1 eth2 lan0
forwards h
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64 2001:db8:1:66::66/64 2001:db8:1:77::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/24 2001:db8:2::1/64 2001:db8:2:1::1/64
behind lan0 lan "addr add 2001:db8:1:f00::2/64 dev eth0" "route add ::/0 via 2001:db8:1:f00::1"
i p1 route add 2001:db8:1:f00::/56 via $ONE
i h addr add 2001:db8:1:f00::1/64 dev lan0
i h addr add 192.0.2.10/24 dev eth1
i h addr add 198.51.100.10/24 dev eth2
i h link set lan0 up
for k in 1 2; do
	i h link set eth$k down
	i h link set eth$k address 02:00:00:00:00:0$k
	# what expires is gone when the kernel's collector comes along, each 30 s by default
	sysctls net.ipv6.conf.eth$k.accept_ra=2 net.ipv6.conf.eth$k.autoconf=1 net.ipv6.conf.eth$k.use_tempaddr=2 net.ipv6.route.gc_interval=1
	i h link set eth$k up
done
i h route add default via 192.0.2.1
conf <<-X
	[uplink one]
	interface = eth1
	gateway = 192.0.2.1, auto
	routed = 2001:db8:1:f00::/56
	[uplink two]
	interface = eth2
	gateway = 198.51.100.1, auto
X
watch
plugged eth1 eth2

story "the routers come late"
at_home eth2 198.51.100.10
lacks "no rules yet" '2001:db8' "$(ours h)"
advertises 1 fe80::1 1800 2001:db8:1::/64=3600/1800
at_home eth1 $ONE
advertises 2 fe80::1 1800 2001:db8:2::/64=8/6
at_home eth2 $TWO

story "privacy"
private() { i h -6 -o addr show dev "$1" temporary | sed -nE 's|.* inet6 (2001:[^/]*)/.*|\1|p' | head -n 1; }
# shellcheck disable=SC2317 # called by until_ok
has_private() { [ "$(private "$1")" ]; }
until_ok has_private eth2
at_home eth2 "$(private eth2)"
at_home eth1 "$(private eth1)"

story "a delegated prefix"
happened
at_home eth1 $ONE
until_ok all_answer 2001:db8:1:f00::2 && ok "what lives behind the host answers by its uplink"

story "a prefix that changes"
advertises 2 fe80::1 1800 2001:db8:2::/64=8/0 2001:db8:2:1::/64=3600/1800
at_home eth2 $NEW
contains "the one before is deprecated" deprecated "$(i h -6 addr show dev eth2 to $TWO)"
at_home eth2 $TWO
advertises 2 fe80::1 1800 2001:db8:2:1::/64=3600/1800
# shellcheck disable=SC2317 # called by until_ok
prefix_is_gone() { ! ours h | grep -q "$1"; }
until_ok prefix_is_gone '2001:db8:2::/64' && ok "and gone in the end ($((($(now) - EVENT) / 1000)) ms)"
at_home eth2 $NEW

story "two routers on one link"
advertises 2 fe80::2 1800
until_ok main_has 'via fe80::2 dev eth2'
at_home eth2 $NEW
advertises_no_more 2 fe80::1
until_ok table_has 7202 'via fe80::2 ' && ok "the first says that it is none any longer ($((($(now) - EVENT) / 1000)) ms)"
at_home eth2 $NEW

story "a router that dies"
advertises 2 fe80::2 4 2001:db8:2:1::/64=3600/1800
until_ok main_has 'via fe80::2 dev eth2 .*expires [0-4]sec'
advertises_no_more 2 fe80::2 KILL
until_ok no_way 7202 && ok "its time is over ($((($(now) - EVENT) / 1000)) ms)"
at_home eth1 $ONE
advertises 2 fe80::1 1800 2001:db8:2:1::/64=3600/1800
at_home eth2 $NEW

story "an address that somebody else has"
sysctls net.ipv6.conf.eth1.accept_dad=1 net.ipv6.conf.eth1.dad_transmits=3 # of a second each
i h addr add 2001:db8:1:66::66/64 dev eth1
i h addr add 2001:db8:1:77::77/64 dev eth1
happened
has_flag() { i h -6 addr show dev eth1 to "$1" | grep -q " $2"; }
until_ok has_flag 2001:db8:1:66::66 dadfailed
found=$(ours h)
if has_flag 2001:db8:1:77::77 tentative; then lacks "the other is not used while it is asked for" '2001:db8:1:77::' "$found"; fi
# shellcheck disable=SC2317 # called by until_ok
is_confirmed() { ! has_flag 2001:db8:1:77::77 tentative; }
until_ok is_confirmed
at_home eth1 2001:db8:1:77::77
lacks "what failed is none of ours" '2001:db8:1:66::' "$(ours h)"
at_home eth1 $ONE

story "IPv4 has not noticed"
happened
at_home eth1 192.0.2.10
at_home eth2 198.51.100.10
nothing_forged 1 2
finish
