# Sourced by ./lode: builds a module and what it stands on, where that is missing or older than its sources.
# Expects $home, $no_build and JAVA_HOME.

# Prints one newer source, or nothing. A folder counts too, so that a deleted file is seen.
newer_source() { # marker
  find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$1" -print -quit 2>/dev/null
}

build_once() { # module, folder with its jars
  local module=$1 marker=$home/$2/.built
  if [ -n "$no_build" ]; then return; fi
  if [ -e "$marker" ] && [ -z "$(newer_source "$marker")" ]; then return; fi
  need_maven
  mkdir -p "$home/target"
  (
    # Two of us at once: the second waits and finds it built.
    if command -v flock >/dev/null 2>&1; then
      flock 9
      if [ -e "$marker" ] && [ -z "$(newer_source "$marker")" ]; then exit 0; fi
    fi
    build_now "$module" "$marker"
  ) 9>"$home/target/build.lock"
}

build_now() { # module, marker
  local log=$home/target/build-$1.log started=$SECONDS status=0 stamp
  if [ -e "$2" ]; then
    echo "lode: sources are newer than the build; building $1" >&2
  else
    echo "lode: not built yet; building $1 (the first time fetches about 150 MB and takes some minutes)" >&2
  fi
  stamp=$(mktemp "$home/target/stamp.XXXXXX") # sources changed during the build are newer than this
  run_maven "$log" -f "$home/pom.xml" -pl "$1" -am package -Dmaven.test.skip=true -Dspotless.check.skip -Dcyclonedx.skip || status=$?
  if [ "$status" -ne 0 ]; then
    rm -f "$stamp"
    echo "lode: the build failed after $((SECONDS - started)) s:" >&2
    show_errors "$log" 20
    echo "lode: the whole log is in $log" >&2
    exit 1
  fi
  mv "$stamp" "$2"
  echo "lode: built in $((SECONDS - started)) s" >&2
}

# Maven with its output in a log and its progress on the terminal: a line a module, and a sign of life every ten seconds.
run_maven() { # log, arguments
  local log=$1 status
  shift
  export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
  set +e
  (cd "$home" && exec mvn --batch-mode -Dstyle.color=never "$@" 2>&1 </dev/null) | tee "$log" | show_progress
  status=${PIPESTATUS[0]}
  set -e
  return "$status"
}

show_progress() {
  local started=$SECONDS line="" part
  while :; do
    part=""
    IFS= read -r -t 10 part
    case $? in
      0) line=$line$part ;;
      1) return ;;
      *) line=$line$part; echo "lode:   ... $((SECONDS - started)) s" >&2; continue ;;
    esac
    case $line in
      "[INFO] Building "*"["*"/"*"]") line=${line#"[INFO] Building "}; echo "lode:   ${line##* } ${line%% *}" >&2 ;;
      "[ERROR] Tests run: "*" <<< "*) echo "lode:   ${line#"[ERROR] "}" >&2 ;;
    esac
    line=""
  done
}

# What of a Maven log says what is wrong, without what Maven adds for people who started it by hand.
show_errors() { # log, lines
  grep -E '^\[(ERROR|FATAL|WARNING)\] .' "$1" | grep -vE '\] Overwriting |Help 1|re-run Maven|Re-run Maven|For more information|After correcting|mvn <args>' | head -n "$2" >&2 || tail -n "$2" "$1" >&2
}
