#!/bin/bash
# networkd.sh where systemd-networkd leaves alone what others have made.
exec "$(dirname "$0")/networkd.sh" kept
