# Makes room beside what the volume has. Ends with 3 if it cannot, since nothing else was changed.
set -eu
rm -rf /volume/.versatile-restoring || exit 3
mkdir /volume/.versatile-restoring || exit 3
