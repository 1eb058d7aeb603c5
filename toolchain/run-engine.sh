#!/bin/sh
# run-engine.sh ROOT DATA RUN ARGUMENTS...: runs the dockerd of another root file system, with DATA as its data root and RUN as
# its /run. Must be the first process of mount and PID namespaces of its own.
set -eu
root=$1 data=$2 run=$3
shift 3

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
# Not the machine's, which shows the machine's network interfaces.
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$run" "$root/run"
mkdir -p "$root/var/lib/docker"
mount --bind "$data" "$root/var/lib/docker"
# What is kept for the next run stays as it is.
mount -o remount,bind,ro "$root"

# A chroot would not do: the engine pivots itself to unpack layers, which the kernel refuses there.
cd "$root"
pivot_root . .
umount -l .
cd /
export PATH=/usr/sbin:/usr/bin
# Not exec: as the first process, the engine would be left with every ended process of its containers.
dockerd "$@" &
wait $!
