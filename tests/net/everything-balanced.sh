#!/bin/bash
# The host that has it all, and the balance beside it: all answers are the same.
ALSO='[balance]' . "$(dirname "$0")/everything.sh"
