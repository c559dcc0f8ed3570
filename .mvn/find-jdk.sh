# Sourced by ./lode and ./build: sets JAVA_HOME to a JDK 25, or says what is missing and ends.
is_jdk_25() { [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25' "$1/release" && [ -x "$1/bin/javac" ]; }
find_jdk_25() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then export JAVA_HOME; return; fi
  local folder
  for folder in /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* /opt/*jdk*25* /opt/java/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if is_jdk_25 "$folder"; then export JAVA_HOME=$folder; return; fi
  done
  echo "lode: no JDK 25 found (looked at JAVA_HOME and in the usual folders)." >&2
  echo "      Install one, for instance the package temurin-25-jdk or openjdk-25-jdk, or set JAVA_HOME to it." >&2
  exit 3
}
need_maven() {
  command -v mvn >/dev/null 2>&1 && return
  echo "lode: Maven is not installed and Lode is not built yet." >&2
  echo "      Install it, for instance with: apt-get install maven" >&2
  exit 3
}
