# Sourced by ./lode for `./lode test`: sets up what checks and tests call, then runs all of them.
# Expects $home and JAVA_HOME.

run_tests() { # further Maven arguments
  local started=$SECONDS status=0 stamp
  mkdir -p "$home/target"
  provide_needs
  need_maven
  stamp=$(mktemp "$home/target/stamp.XXXXXX")
  echo "lode: every check and test (format, warnings, doclint, tests, the packaged program); log: $home/target/test.log" >&2
  run_maven "$home/target/test.log" -f "$home/pom.xml" -T 1C --fail-at-end verify "$@" || status=$?
  if [ "$status" -ne 0 ]; then
    show_errors "$home/target/test.log" 60
    rm -f "$stamp"
    echo "lode: FAILED after $((SECONDS - started)) s; the whole log is in $home/target/test.log" >&2
    exit 1
  fi
  mv "$stamp" "$home/app/target/modules/.built" # what was tested need not be built again to run
  echo "lode: PASSED in $((SECONDS - started)) s: $(count_tests)"
  exit 0
}

count_tests() {
  awk '/^\[(INFO|WARNING)\] Tests run: / && !/ -- in / { gsub(",", ""); run += $4; skipped += $10 } END { printf "%d tests, %d skipped", run, skipped }' "$home/target/test.log"
}

# Installs missing Debian packages where that is ours to do; else ends with the list. Never skips.
provide_needs() {
  local command package why missing="" packages=""
  while read -r command package why; do
    case $command in "" | \#*) continue ;; esac
    if ! command -v "$command" >/dev/null 2>&1; then
      missing="$missing        $command (Debian package $package): $why"$'\n'
      packages="$packages $package"
    fi
  done <"$home/.ci/needs"
  [ -n "$packages" ] || return 0
  printf 'lode: the tests call what is not installed here:\n%s' "$missing" >&2
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "lode: installing with apt-get:$packages" >&2
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$home/target/apt.log" 2>&1 && return 0
    echo "lode: apt-get failed; its log is in $home/target/apt.log" >&2
  else
    echo "      Not root, or no apt-get here: install them, then run ./lode test again." >&2
  fi
  exit 3
}
