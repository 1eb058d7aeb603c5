# A JDK that the Pulumi SDK works with.
# shellcheck shell=bash

# Sets JDK_VERSION from a JVM's home, without starting it: every JDK has a release file.
read_jdk() {
  local line
  JDK_VERSION=''
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 1
  while IFS= read -r line; do
    [[ $line != JAVA_VERSION=* ]] || { line=${line#*=\"} JDK_VERSION=${line%\"}; }
  done <"$1/release"
  [[ -n $JDK_VERSION ]]
}

jdk_fits() {
  # shellcheck disable=SC2153
  read_jdk "$1" && [[ " $JDK_VERSIONS " == *" ${JDK_VERSION%%.*} "* ]]
}

# The home of the java on the PATH, also where it is a version manager's stand-in.
java_home_on_path() {
  local java
  java=$(command -v java) || return 1
  java=$(readlink -f "$java")
  if [[ ! -r ${java%/bin/java}/release ]]; then
    java=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')/bin/java
  fi
  printf '%s' "${java%/bin/java}"
}

# Sets JAVA_HOME to a JDK of a wanted version if there is one.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "$(java_home_on_path)" "${JVM_HOMES:-/usr/lib/jvm}"/*; do
    if [[ -n $home ]] && jdk_fits "$home"; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  return 1
}

ensure_jdk() {
  local package
  # Found before, by ./versatile env or in this run: no need to look for the one on the PATH.
  if jdk_fits "${JAVA_HOME:-/}" || find_jdk; then return 0; fi
  can_install || die_with_requirements "a JDK of version ${JDK_VERSIONS// / or } (newer ones hang in the Pulumi SDK on small machines)"
  apt_update
  for package in $JDK_PACKAGES; do
    if apt_has "$package"; then
      apt_install "$package"
      find_jdk || die "$package was installed, but there is no JDK of version ${JDK_VERSIONS// / or } under /usr/lib/jvm"
      return 0
    fi
  done
  die_with_requirements "a package of a JDK ($JDK_PACKAGES)"
}
