#!/usr/bin/env bash
# Times this project's Java program against the same resources written in Pulumi YAML, on the real engine, and prints
# medians. The runs of the two take turns, so that a machine that slows down slows both.
#   bench/run.sh [PREVIEWS [UPDATES]]    how often each is run; 5 and 3 unless told
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
ROOT=$PWD
PREVIEWS=${1:-5} UPDATES=${2:-3}

eval "$(./versatile env)"
./versatile build
# shellcheck source=toolchain/lib.sh
source toolchain/lib.sh
# shellcheck source=toolchain/go.sh
source toolchain/go.sh
# shellcheck source=toolchain/pulumi.sh
source toolchain/pulumi.sh
# shellcheck source=toolchain/images.sh
source toolchain/images.sh
ensure_images
ensure_yaml_host
PATH=$YAML_HOST_BIN:$PATH

WORK=$(mktemp -d)
export PULUMI_BACKEND_URL=file://$WORK/state PULUMI_CONFIG_PASSPHRASE=bench
unset PULUMI_CONFIG_PASSPHRASE_FILE
mkdir -p "$WORK/state" "$WORK/java" "$WORK/yaml"

cleanup() {
  destroy java >/dev/null 2>&1 || true
  destroy yaml >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap cleanup EXIT

# seconds COMMAND...: runs it and prints the seconds it took; its own output only when it fails.
seconds() {
  local TIMEFORMAT=%R
  { time "$@" >"$WORK/output" 2>&1 || { cat "$WORK/output" >&2 && return 1; }; } 2>"$WORK/time" || {
    cat "$WORK/time" >&2
    return 1
  }
  cat "$WORK/time"
}

median() { sort -n | awk '{v[NR] = $1} END {print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

preview() { (cd "$WORK/$1" && pulumi preview --non-interactive --stack bench); }
up() { (cd "$WORK/$1" && pulumi up --yes --skip-preview --non-interactive --stack bench); }
destroy() { (cd "$WORK/$1" && pulumi destroy --yes --skip-preview --non-interactive --stack bench); }

# row NAME JAVA_FILE YAML_FILE
row() {
  local java yaml
  java=$(median <"$2") yaml=$(median <"$3")
  awk -v name="$1" -v java="$java" -v yaml="$yaml" \
    'BEGIN {printf "%-34s %8.2f s %8.2f s %7.2f\n", name, java, yaml, java / yaml}'
}

# --- The two projects ---------------------------------------------------------------------------

sed "s#binary: #binary: $ROOT/#" Pulumi.yaml >"$WORK/java/Pulumi.yaml"
cp bench/Pulumi.bench.yaml "$WORK/java/"
(cd "$WORK/java" && pulumi stack init bench) >/dev/null 2>&1
step "Creating the stack once, to write it in YAML"
# As the first ./versatile up does: what later runs have is a class archive of the program.
if [[ ! $VERSATILE_CDS_ARCHIVE -nt stacks/versatile/target/versatile-program.jar ]]; then
  export VERSATILE_CDS_RECORD=$VERSATILE_CDS_ARCHIVE.new
fi
up java >"$WORK/output" 2>&1 || { cat "$WORK/output" && exit 1; }
if [[ -n ${VERSATILE_CDS_RECORD:-} ]]; then
  mv "$VERSATILE_CDS_RECORD" "$VERSATILE_CDS_ARCHIVE"
  unset VERSATILE_CDS_RECORD
fi
(cd "$WORK/java" && pulumi stack export --show-secrets --stack bench) >"$WORK/export.json"
"$JAVA_HOME/bin/java" -cp cli/target/versatile-cli.jar bench/YamlProgram.java "$WORK/export.json" >"$WORK/yaml/Pulumi.yaml"
rm "$WORK/export.json"
destroy java >/dev/null
(cd "$WORK/yaml" && pulumi stack init bench) >/dev/null 2>&1

# --- Measuring ----------------------------------------------------------------------------------

step "Previewing $PREVIEWS times each"
for ((i = 0; i <= PREVIEWS; i++)); do
  for language in java yaml; do
    # The first run fills the machine's caches and does not count.
    if ((i == 0)); then preview "$language" >/dev/null; else seconds preview "$language" >>"$WORK/preview.$language"; fi
  done
done

step "Updating $UPDATES times each"
for ((i = 0; i < UPDATES; i++)); do
  for language in java yaml; do
    seconds up "$language" >>"$WORK/up.$language"
    destroy "$language" >/dev/null
  done
done

printf '\n%-34s %10s %10s %7s\n' "median" "Java" "YAML" "ratio"
row "preview, nothing there ($PREVIEWS runs)" "$WORK/preview.java" "$WORK/preview.yaml"
row "up, nothing there ($UPDATES runs)" "$WORK/up.java" "$WORK/up.yaml"
