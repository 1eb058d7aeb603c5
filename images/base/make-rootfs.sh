#!/bin/sh
# make-rootfs.sh FILE: writes the root file system of the base image as a tar archive. Suite and contents are decided here.
#
# mmdebstrap rather than debootstrap: it takes the security suite in at once, so that the image does not start with known
# holes, leaves out what dpkg is told to leave out, and writes a clean archive itself.
set -eu

suite=trixie
mirror=http://deb.debian.org

# The dpkg and apt options stay in the image, so that what is installed on top is kept as small. An image layer is made
# whole or not at all, so dpkg need not sync each file.
exec mmdebstrap --quiet --variant=minbase --include=ca-certificates \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='force-unsafe-io' \
  --aptopt='APT::Install-Recommends "false"' \
  --format=tar "$suite" "$1" \
  "deb $mirror/debian $suite main" \
  "deb $mirror/debian $suite-updates main" \
  "deb $mirror/debian-security $suite-security main"
