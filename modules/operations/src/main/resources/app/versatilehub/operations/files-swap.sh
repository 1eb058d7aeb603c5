# FOLDER: puts what was unpacked in the place of what the volume has.
set -eu
cd /volume
restored=.versatile-restoring/$1
[ -d "$restored" ] || { echo "no folder $1 was unpacked" >&2; exit 3; }
mkdir -p .versatile-replaced || exit 3
find . -mindepth 1 -maxdepth 1 ! -name .versatile-restoring ! -name .versatile-replaced -exec mv {} .versatile-replaced/ \;
find "$restored" -mindepth 1 -maxdepth 1 -exec mv {} . \;
rm -rf .versatile-restoring .versatile-replaced
