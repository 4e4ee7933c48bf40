# Finds Java and Maven. Sets JAVA, JAVA_HOME_FOUND, JAVA_MAJOR and MAVEN.

# The major version of the JDK in a folder; 0 if there is none.
jdk_major() {
  local home="$1" version=""
  [ -x "$home/bin/java" ] || { echo 0; return; }
  if [ -f "$home/release" ]; then
    version="$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release")"
  fi
  if [ -z "$version" ]; then
    version="$("$home/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
  fi
  version="${version#1.}" # 1.8 is 8
  version="${version%%[!0-9]*}"
  echo "${version:-0}"
}

# JAVA_HOME if it is set, else what the PATH has if that is new enough, else the newest that lies in a usual place.
find_java() {
  local home=""
  if [ -n "${JAVA_HOME:-}" ]; then
    home="$JAVA_HOME"
    [ -x "$home/bin/java" ] || fail "JAVA_HOME is $JAVA_HOME, and there is no bin/java in it$(other_java)"
    [ "$(jdk_major "$home")" -ge "$OLDEST_JDK" ] ||
      fail "JAVA_HOME is $JAVA_HOME, Java $(jdk_major "$home"), and $OLDEST_JDK or newer is needed$(other_java)"
  else
    if command -v java >/dev/null; then
      home="$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")"
    fi
    if [ -z "$home" ] || [ "$(jdk_major "$home")" -lt "$OLDEST_JDK" ]; then
      home="$(best_jdk)"
    fi
    [ -n "$home" ] ||
      fail "no Java of $OLDEST_JDK or newer: install a JDK (Debian: apt-get install openjdk-17-jdk-headless), or set JAVA_HOME"
  fi
  JAVA_HOME_FOUND="$home"
  JAVA="$home/bin/java"
  JAVA_MAJOR="$(jdk_major "$home")"
}

# What to do about a JAVA_HOME that will not do.
other_java() {
  local home
  home="$(best_jdk)"
  if [ -n "$home" ]; then echo "; set it to $home, or unset it"; else echo "; install one, and set it to that"; fi
}

# A runtime cannot build; another JDK may do that for it.
need_compiler() {
  local home
  [ -x "$JAVA_HOME_FOUND/bin/javac" ] && return 0
  home="$(best_jdk)"
  [ -n "$home" ] && [ -x "$home/bin/javac" ] ||
    fail "$JAVA_HOME_FOUND is a runtime without a compiler: install a JDK (Debian: apt-get install openjdk-17-jdk-headless)"
  JAVA_HOME_FOUND="$home"
}

# The newest JDK with a compiler that lies in a usual place, else the newest runtime; nothing where there is none.
best_jdk() {
  local major home best="" runtime=""
  while read -r major home; do
    if [ -x "$home/bin/javac" ]; then best="$home"; else runtime="$home"; fi
  done < <(all_jdks)
  echo "${best:-$runtime}"
}

# Every JDK from 17 on that lies in a usual place, as lines "MAJOR HOME", the newest last.
all_jdks() {
  local home
  for home in "${JAVA_HOME_FOUND:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ] && [ "$(jdk_major "$home")" -ge "$OLDEST_JDK" ]; then
      echo "$(jdk_major "$home") $(readlink -f "$home")"
    fi
  done | sort -n -u
}

# Maven from the PATH if it is 3.8 or newer, else the wrapper, which downloads one.
find_maven() {
  local version
  MAVEN="$ROOT/mvnw"
  if command -v mvn >/dev/null; then
    version="$(mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -1)"
    if [ "$(printf '3.8\n%s\n' "${version:-0}" | sort -V | head -1)" = 3.8 ]; then
      MAVEN=mvn
    fi
  fi
}
