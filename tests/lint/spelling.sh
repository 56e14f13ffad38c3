#!/bin/bash
# Everything that people read, by codespell.
cd "${HOMING_SRC:-$(dirname "${BASH_SOURCE[0]}")/../..}" || exit 1
command -v codespell >/dev/null || { echo "codespell is not installed"; exit 77; }
shopt -s nullglob
# words of ip(8), of mdoc, and of the tests of "did you mean"
codespell --quiet-level=2 --ignore-words-list=aply,iif,nd,ned,ifup,gatway README.md ChangeLog.md CONTRIBUTING.md autogen.sh check demo configure.ac \
	Makefile.am man/* share/* src/*.c src/lib/* tests/*.* tests/run tests/net/* tests/lint/* tests/bench/*.* tests/bench/run tests/fuzz/*.c tests/install/* \
	hooks/where hooks/[!m]*/* debian/* rpm/*
