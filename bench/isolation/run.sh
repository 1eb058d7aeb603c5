#!/usr/bin/env bash
# Judges systems of growing size, each in a fresh JVM of 256 MiB as a command would, and prints services, networks,
# seconds (median), MiB in use, pairs decided and findings. Also draws judging.svg beside this file.
#   bench/isolation/run.sh [RUNS]    how often each is run; 5 unless told
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."
RUNS=${1:-5}
SIZES=(100 250 500 1000 2000 4000)

./versatile build
eval "$(./versatile env)"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
"$JAVA_HOME/bin/javac" -d "$WORK" -cp cli/target/versatile-cli.jar "$here/IsolationBench.java"

for services in "${SIZES[@]}"; do
  for ((i = 0; i < RUNS; i++)); do
    "$JAVA_HOME/bin/java" -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
      -cp "cli/target/versatile-cli.jar:$WORK" IsolationBench "$services"
  done | sort -k3 -n | sed -n "$(((RUNS + 1) / 2))p"
done | tee "$WORK/results"

# The medians as a picture.
awk '
  {x[NR] = $1; y[NR] = $3; if ($1 > mx) mx = $1; if ($3 > my) my = $3}
  END {
    w = 640; h = 360; l = 56; b = 40; t = 20; r = 16
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n", w, h
    printf "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
    printf "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"#555\"/>\n", l, t, h - b, w - r
    for (i = 1; i <= NR; i++) {
      px = l + x[i] / mx * (w - l - r); py = h - b - y[i] / my * (h - b - t)
      line = line (i == 1 ? "M" : "L") sprintf("%.1f %.1f ", px, py)
      printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#0b6\"/>\n", px, py
      if (x[i] >= 500) printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", px, h - b + 16, x[i]
      if (x[i] >= 500) printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.2f s</text>\n", px - 6, py - 4, y[i]
    }
    printf "<path d=\"%s\" fill=\"none\" stroke=\"#0b6\" stroke-width=\"2\"/>\n", line
    printf "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">services</text>\n", (w + l) / 2, h - 6
    printf "<text x=\"%d\" y=\"14\">seconds to judge, start of the JVM excluded</text>\n</svg>\n", l
  }' "$WORK/results" >"$here/judging.svg"
