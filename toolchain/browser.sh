# A browser, for the tests of what is read in one.
# shellcheck shell=bash
# Needs lib.sh.

# Sets VERSATILE_BROWSER to a Chromium: the one that is named or found, else Debian's.
ensure_browser() {
  local name
  for name in "${VERSATILE_BROWSER:-}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && have "$name"; then
      VERSATILE_BROWSER=$(command -v "$name")
      export VERSATILE_BROWSER
      return 0
    fi
  done
  can_install || die "Chromium is needed by the tests of the report page; install it, or name one by VERSATILE_BROWSER"
  apt_install chromium fonts-dejavu-core
  have chromium || die "the package chromium brought no command chromium; name a browser by VERSATILE_BROWSER"
  VERSATILE_BROWSER=$(command -v chromium)
  export VERSATILE_BROWSER
}
