#!/bin/bash
# `homing hook` as ifupdown, dhclient and pppd call it: with an environment and nothing else.
. "$(dirname "$0")/lib.sh"

outside
host waiting
provider 1 eth1 192.0.2.0/24 2001:db8:1::/48 192.0.2.1/24 2001:db8:1::1/64
provider 2 eth2 198.51.100.0/24 2001:db8:2::/48 198.51.100.1/25 198.51.100.2/25 198.51.100.129/25 2001:db8:2::1/64
HOMING=$HOMING_BIN/homing

# call VARIABLE=VALUE... homing WORDS...
call() { n h env -i "$@"; }
options=(-c "$CONF" --state-dir "$STATE")
ifup() { local i=$1; shift; call IFACE="$i" LOGICAL="$i" MODE=start PHASE=post-up ADDRFAM=inet METHOD=static "$@" "$HOMING" "${options[@]}" hook ifupdown; }
ifdown() { call IFACE="$1" LOGICAL="$1" MODE=stop PHASE=pre-down ADDRFAM=inet METHOD=static "$HOMING" "${options[@]}" hook ifupdown; }
stanza_line() { local m=$1 p=$2 i=$3; shift 3; call IFACE="$i" MODE="$m" PHASE="$p" "$HOMING" "${options[@]}" "$@"; }
dhclient() { local r=$1; shift; call reason="$r" interface=eth2 "$@" "$HOMING" "${options[@]}" hook dhclient; }
bound() { dhclient "$1" new_ip_address="$2" new_subnet_mask=255.255.255.128 new_routers="$3" new_dhcp_server_identifier=10.99.0.3 "${@:4}"; }
second() { hears '% *' cli tcp+udp+icmp "$1"; }
quietly() { exits 0 "$@"; same "$1 says nothing" "" "$(cat "$TMP/out" "$TMP/err")"; }
routers() { i h -N route show table 7202 default | grep -v unreachable | sed -nE 's/^default via ([^ ]*) .*/\1/p'; }
states() { find "$STATE" -name '*.ini' -printf '%f\n' | sort | xargs; }

story "words and moments that are none of ours"
before=$(routing h)
quietly ifup lo
quietly ifup --all
quietly ifup ""
quietly ifup eth9
quietly ifdown lo
quietly call "$HOMING" "${options[@]}" hook ifupdown
quietly call IFACE=eth1 MODE=start PHASE=pre-up "$HOMING" "${options[@]}" hook ifupdown
quietly call "$HOMING" "${options[@]}" hook dhclient
quietly dhclient PREINIT
exits 2 call "$HOMING" "${options[@]}" hook
exits 2 call "$HOMING" "${options[@]}" hook nobody
exits 2 call "$HOMING" "${options[@]}" hook ppp up
same "nothing has changed" "$before" "$(routing h)"

story "up and down"
quietly ifup eth1
exits 0 ifup eth2 # waits for its gateway
hears '% *' cli tcp+udp+icmp 192.0.2.10,2001:db8:1::10
first=$(ours h)
quietly ifdown eth1
same "eth1 is gone" "" "$(ours h)"
quietly ifdown eth1
exits 0 ifup eth2
same "and an event elsewhere does not bring it back" "" "$(ours h)"
quietly ifup eth1
same "up does" "$first" "$(ours h)"
quiet ifup eth1

story "a lease is followed within the call"
quietly bound BOUND 198.51.100.10 198.51.100.1
second 198.51.100.10
contains "the server" "to 10.99.0.3 iif lo" "$(rules)"
quiet bound RENEW 198.51.100.10 198.51.100.1
quietly bound RENEW 198.51.100.10 198.51.100.2
same "another router" 198.51.100.2 "$(routers)"
second 198.51.100.10
quietly bound RENEW 198.51.100.10 198.51.100.2 new_rfc3442_classless_static_routes="0 198 51 100 1 8 10 198 51 100 2"
same "option 121" 198.51.100.1 "$(routers)"
second 198.51.100.10

story "lost, and another one"
i h addr del 198.51.100.10/25 dev eth2
quietly dhclient EXPIRE old_ip_address=198.51.100.10
lacks "nothing of it is left" '198\.51\.100|10\.99\.0\.3' "$(ours h)"
same "no lease" "" "$(states)"
i h addr add 198.51.100.200/25 dev eth2
quietly bound BOUND 198.51.100.200 198.51.100.129
second 198.51.100.200
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10
quietly call reason=BOUND6 interface=eth2 new_ip6_address=2001:db8:2::10 new_ip6_prefixlen=64 "$HOMING" "${options[@]}" hook dhclient
same "a lease a family" "lease-eth2-dhclient4.ini lease-eth2-dhclient6.ini" "$(states)"
quietly call reason=EXPIRE6 interface=eth2 "$HOMING" "${options[@]}" hook dhclient
same "one is gone" "lease-eth2-dhclient4.ini" "$(states)"

story "a lease ends no hold"
exits 0 homing down eth2
held=$(ours h)
quietly bound RENEW 198.51.100.200 198.51.100.129
same "still held" "$held" "$(ours h)"
quietly ifup eth2
second 198.51.100.200
quietly ifdown eth2
same "ifdown forgets the leases" "held.ini" "$(states)"
quietly dhclient RELEASE
quietly ifup eth2
quietly bound BOUND 198.51.100.200 198.51.100.129

story "hostile"
before=$(ours h)
for bad in '198.51.100.129;reboot' '../../x' $'198.51.100.1\n[lease]' 198.51.100.0/24 224.0.0.1; do
	exits 0 bound RENEW 198.51.100.200 "$bad"
	told new_routers
done
bound RENEW 198.51.100.200 198.51.100.129
exits 0 call reason=BOUND interface=../../../tmp/x new_ip_address=192.0.2.1 "$HOMING" "${options[@]}" hook dhclient
told interface
exits 0 call IFACE=eth2 MODE=start PHASE=post-up PATH=/nonexistent HOME=/nonexistent LD_BIND_NOW=1 POSIXLY_CORRECT=1 "$HOMING" "${options[@]}" hook ifupdown
same "nothing has changed" "$before" "$(ours h)"
same "nor any file come" "lease-eth2-dhclient4.ini" "$(states)"

story "lines of a stanza"
all=$(ours h)
quietly stanza_line stop pre-down eth2 down
lacks "eth2 is gone" 7202 "$(ours h)"
quietly stanza_line start post-up eth2 up
quietly bound BOUND 198.51.100.200 198.51.100.129
same "and back" "$all" "$(ours h)"
quietly stanza_line stop pre-down eth2 down eth2
quietly stanza_line start post-up eth2 up eth2
quietly bound BOUND 198.51.100.200 198.51.100.129
exits 0 homing down eth1
quietly stanza_line start post-up eth2 up
quietly ifup eth1:1
lacks "another interface's hold stays" 7201 "$(ours h)"
exits 0 homing up eth1
exits 2 homing down
same "as before" "$all" "$(ours h)"

story "a homing that fails keeps no interface from coming up"
exec 9<"$STATE/lock"
flock 9
sed -i '1i [homing]\nlock-timeout = 50ms' "$CONF"
exits 0 ifup eth1
told 'another run holds it'
exits 0 ifup eth1 IF_HOMING_WEIGHT=2
told 'another run holds it'
sed -i '2i strict = yes' "$CONF"
exits 5 ifup eth1
exits 5 stanza_line start post-up eth1 up
sed -i '2d' "$CONF"
exec 9<&-
echo 'nonsense' >>"$CONF"
exits 0 ifup eth1
told "$CONF:[0-9]+"
exits 0 bound RENEW 198.51.100.200 198.51.100.129
exits 3 homing up eth1
sed -i '$d' "$CONF"
same "nothing has changed" "$all" "$(ours h)"

story "a host of stanzas alone"
exits 0 homing remove
printf '[homing]\n' >"$CONF"
rm -f "$STATE"/*.ini
quietly ifup eth1 IF_HOMING_GATEWAY=192.0.2.1
quietly ifup eth1 IF_HOMING_GATEWAY=2001:db8:1::1 ADDRFAM=inet6
quietly ifup eth2 IF_HOMING_UPLINK=Cable IF_HOMING_GATEWAY=198.51.100.129 IF_HOMING_TABLE=102
hears '% *' cli tcp+udp+icmp 192.0.2.10,2001:db8:1::10,198.51.100.200
contains "its own table" 'lookup 102' "$(rules)"
contains "one by order" 'lookup 7201' "$(rules)"
exits 0 homing apply
hears '% *' cli tcp+udp 192.0.2.10,2001:db8:1::10,198.51.100.200
all=$(ours h)
quiet ifup eth2 IF_HOMING_UPLINK=Cable IF_HOMING_GATEWAY=198.51.100.129 IF_HOMING_TABLE=102
quietly ifdown eth2
lacks "gone with its stanza" '(lookup|table) 102 |eth2' "$(ours h)"
exits 0 homing up eth1
lacks "and does not come back" '(lookup|table) 102 |eth2' "$(ours h)"
same "its file neither, and no hold of what is nobody's" "stanza-eth1.ini" "$(states)"
quietly ifup eth2 IF_HOMING_UPLINK=Cable IF_HOMING_GATEWAY=198.51.100.129 IF_HOMING_TABLE=102
same "as before" "$all" "$(ours h)"
exits 0 ifup eth2 IF_HOMING_GATEWAY='198.51.100.1;x'
told IF_HOMING_GATEWAY
exits 0 ifup eth2 IF_HOMING_WEIGHT=300
told 'homing-weight'
same "hostile options change nothing" "$all" "$(ours h)"

story "the file wins, and the difference is told once"
quietly ifdown eth1
printf '[homing]\n[uplink line]\ninterface = eth1\nweight = 3\ngateway = 192.0.2.1\n' >"$CONF"
exits 0 ifup eth1 IF_HOMING_WEIGHT=2 IF_HOMING_GATEWAY=192.0.2.9
told 'weight: the configuration says .3., not .2., and holds'
quietly ifup eth1 IF_HOMING_WEIGHT=2 IF_HOMING_GATEWAY=192.0.2.9
hears '% *' cli tcp+udp 192.0.2.10

story "side by side"
quietly ifdown eth1
quietly ifdown eth2
same "all gone" "" "$(ours h)"
printf '[homing]\n' >"$CONF"
for round in 1 2 3 4 5 6 7 8; do
	pids=()
	ifup eth1 IF_HOMING_GATEWAY="192.0.2.1, 2001:db8:1::1" & pids+=($!)
	ifup eth2 IF_HOMING_UPLINK=cable IF_HOMING_GATEWAY=198.51.100.129 IF_HOMING_TABLE=102 & pids+=($!)
	ifup eth1 & pids+=($!)
	ifup eth2 & pids+=($!)
	wait "${pids[@]}"
	same "both up ($round)" "$all" "$(ours h)"
	ifdown eth1 & pids=($!)
	ifdown eth2 & pids+=($!)
	wait "${pids[@]}"
	same "both down ($round)" "" "$(ours h)"
done

story "point to point"
printf '[uplink dialup]\ninterface = eth2\n' >"$CONF" # what pppd(8) calls it does not matter
quietly call PPP_IFACE=eth2 "$HOMING" "${options[@]}" hook ppp up 4
quietly call IFNAME=eth2 "$HOMING" "${options[@]}" hook ppp down 6
quietly call IFNAME=ppp9 "$HOMING" "${options[@]}" hook ppp up 6

story "without any configuration"
if [ "$(n h "$HOMING" --state-dir "$STATE" plan 2>&1 | grep -c 'no configuration')" = 1 ]; then
	before=$(routing h)
	quietly call IFACE=eth1 MODE=start PHASE=post-up "$HOMING" --state-dir "$STATE" hook ifupdown
	quietly call IFACE=eth1 MODE=stop PHASE=pre-down "$HOMING" --state-dir "$STATE" hook ifupdown
	quietly call PPP_IFACE=ppp0 "$HOMING" --state-dir "$STATE" hook ppp up 4
	same "nothing has changed" "$before" "$(routing h)"
fi
finish
