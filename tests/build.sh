# shellcheck shell=bash
# build.sh - where check and the benches work: a copy of the source and any number of builds of it beside each other. Source it from the
# top directory.
#
#	own_root COMMAND...	runs itself again where it stands in a plain chroot
#	work_directory		sets $work: build/, or a temporary directory that is removed at the end
#	copy_source		$work/src: the files as they are now
#	build NAME ARGUMENTS	$work/NAME: configured with ARGUMENTS, everything built, tests too, unless $targets says otherwise

# build/ has one user at a time; who cannot write there, or comes second, gets a directory of his own.
work_directory() {
	work=$PWD/build
	if ! { mkdir -p "$work" && exec 8>"$work/lock" && flock -n 8; } 2>/dev/null; then
		work=$(mktemp -d) || exit 1
		chmod 755 "$work"
		trap 'rm -rf "$work"' EXIT
		trap 'exit 1' INT TERM
		echo "== working in $work"
	fi
}

# With their times, so that a second run builds only what changed; without what an in-tree build has left, which would be mistaken
# for up to date.
copy_source() {
	mkdir -p "$work/src" || return 1
	if git -c safe.directory='*' ls-files -co --exclude-standard >"$work/files.new" 2>/dev/null && [ -s "$work/files.new" ]; then
		tar -c --ignore-failed-read -T "$work/files.new" 2>/dev/null | tar -x -C "$work/src"
	else
		tar -c --exclude=./build . | tar -x -C "$work/src" || return 1
		[ ! -e "$work/src/Makefile" ] || make -s -C "$work/src" distclean || return 1
		find . -path ./build -prune -o -type f -printf '%P\n' >"$work/files.new"
	fi
	touch "$work/files"
	grep -vxFf "$work/files.new" "$work/files" | sed "s|^|$work/src/|" | tr '\n' '\0' | xargs -0 -r rm -f
	mv "$work/files.new" "$work/files"
	[ -e "$work/src/configure" ] || "$work/src/autogen.sh"
}

build() {
	mkdir -p "$work/$1" && cd "$work/$1" || return 1
	shift
	[ -e config.status ] || "$work/src/configure" -q --enable-werror --sysconfdir=/etc "$@" || return 1
	# shellcheck disable=SC2086 # names of targets
	make -s V=1 -j "$(nproc)" ${targets:-all check-programs}
}

# In a plain chroot `/` is no mount point: nothing can be made private there, so that neither unshare(1) nor `ip netns exec` work.
# Runs COMMAND again below a bind mount of the same `/`, in a mount namespace of its own, and ends with its status; comes back where
# that is not needed, or cannot be had without others seeing the mount.
own_root() {
	local root status
	[ "$(id -u)" = 0 ] && [ -z "${OWN_ROOT-}" ] && ! unshare --mount true 2>/dev/null || return 0
	! grep -q ' shared:' /proc/1/mountinfo 2>/dev/null && unshare --mount --propagation unchanged true 2>/dev/null || return 0
	root=$(mktemp -d) || return 0
	# shellcheck disable=SC2016 # the inner shells' variables
	OWN_ROOT=$root unshare --mount --propagation unchanged sh -c 'mount --rbind / "$OWN_ROOT" &&
		exec chroot "$OWN_ROOT" sh -c "cd \"\$0\" && exec \"\$@\"" "$PWD" "$@"' sh "$@"
	status=$?
	rmdir "$root"
	exit $status
}
