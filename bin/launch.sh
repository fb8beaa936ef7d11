# Sourced by the commands beside it: finds Java, builds what is missing or older than its sources, and names the JVM's
# flags. The caller has set -euo pipefail and `program`. Needs no network once the first build has filled Maven's cache.

die() {
    printf '%s: %s\n' "$program" "$1" >&2
    exit 2
}

# Sets `java` (the launcher) and `java_major` (17, 25, ...).
find_java() {
    local hint="Arclight needs a JDK 17 or newer: install one (Debian: apt-get install openjdk-17-jdk) or set JAVA_HOME."
    if [ -n "${JAVA_HOME:-}" ]; then
        java="$JAVA_HOME/bin/java"
        [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but $java cannot be run. $hint"
    else
        java="$(command -v java)" || die "no java on the PATH. $hint"
        java="$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")"
    fi
    local release="${java%/bin/java}/release" version
    if [ -r "$release" ]; then
        version="$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release")"
    else
        version="$("$java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')"
    fi
    java_major="${version%%[.+-]*}"
    case "$java_major" in
        '' | *[!0-9]*) die "cannot tell the version of $java. $hint" ;;
    esac
    [ "$java_major" -ge 17 ] || die "$java is Java $version. $hint"
}

# Sets `jvm_flags`.
find_jvm_flags() {
    jvm_flags=(--add-modules jdk.incubator.vector "@$root/bin/spark-jvm.options")
    if [ "$java_major" -ge 24 ]; then
        # From 24 on the JVM warns about what Spark's and the oracles' native code have always done.
        jvm_flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
    fi
}

# is_built CLASSPATH_FILE FOLDER...: the build finished, is newer than the folders' files, and its jars are still there.
is_built() {
    local classpath_file="$1" stamp="$1.built" jar newer
    shift
    [ -s "$classpath_file" ] && [ -e "$stamp" ] || return 1
    newer="$(find "$@" -type f -newer "$stamp" -print -quit)"
    [ -z "$newer" ] || return 1
    local IFS=:
    for jar in $(<"$classpath_file"); do
        [ -e "$jar" ] || return 1
    done
}

# build MODULE CLASSPATH_FILE SOURCE...: packages MODULE and what it needs, unless that has been done since SOURCE changed.
build() {
    local module="$1" classpath_file="$2"
    shift 2
    is_built "$classpath_file" "$@" && return
    command -v mvn >/dev/null || die "no mvn on the PATH, and $module is not built yet: install Maven 3.8 or newer (Debian: apt-get install maven)."
    mkdir -p "$root/$module/target"
    if command -v flock >/dev/null; then
        # Two commands started at once must not build into the same folders.
        exec 9>"$root/$module/target/.build.lock"
        flock 9
        if is_built "$classpath_file" "$@"; then
            exec 9>&-
            return
        fi
    fi
    printf 'Building Arclight (once, until its sources change) ...\n' >&2
    local stamp="$classpath_file.built"
    rm -f "$stamp"
    # The stamp carries the time before the build: a file edited during it is built next time.
    : >"$stamp.new"
    local maven_opts="${MAVEN_OPTS:-}"
    if [ "$java_major" -ge 24 ]; then
        maven_opts+=" --sun-misc-unsafe-memory-access=allow"
    fi
    (cd "$root" && MAVEN_OPTS="$maven_opts" mvn -q -Dstyle.color=never -DskipTests -pl "$module" -am package) >&2 ||
        die "the build failed; its messages are above."
    mv "$stamp.new" "$stamp"
    if command -v flock >/dev/null; then
        exec 9>&-
    fi
}
