# Sourced: duly_build FOLDER TESTS(ON|OFF) [CMAKE OPTIONS...] configures and builds; the log is shown only when it fails.
duly_jobs() { nproc 2>/dev/null || echo 2; }

duly_build() {
    folder=$1
    tests=$2
    shift 2
    mkdir -p "$folder"
    if ! cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DDULY_TESTS="$tests" "$@" >"$folder/configure.log" 2>&1; then
        cat "$folder/configure.log" >&2
        return 1
    fi
    if ! cmake --build "$folder" -j "$(duly_jobs)" >"$folder/build.log" 2>&1; then
        grep -E "error|FAILED" "$folder/build.log" | head -40 >&2
        echo "The whole log: $folder/build.log" >&2
        return 1
    fi
}
