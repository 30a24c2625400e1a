# Sourced by script/demo and script/test: makes sure that the compiler, CMake and the libraries are there.
#   packages_needed PURPOSE      PURPOSE = build | test | all; installs what is missing, or explains and returns 2
# In this order: nothing missing; apt as root; apt through sudo without a password; unpacked into .deps/ for a plain
# user with a compiler; an explanation for the system at hand. DULY_INSTALL=no: explain only. Nothing is ever removed.

package_list() {
    cat <<'TABLE'
build g++                  command g++
build cmake                command cmake
build ninja-build          command ninja
build libboost-dev         header  boost/spirit/home/x3.hpp
build libboost-graph-dev   header  boost/graph/compressed_sparse_row_graph.hpp
build libspdlog-dev        header  spdlog/spdlog.h
build libfmt-dev           header  fmt/core.h
build nlohmann-json3-dev   header  nlohmann/json.hpp
build libexpat1-dev        header  expat.h
build libsqlite3-dev       header  sqlite3.h
build zlib1g-dev           header  zlib.h
test  libgtest-dev         header  gtest/gtest.h
test  python3              command python3
test  python3-numpy        module  numpy
test  librapidcheck-dev    header  rapidcheck.h
test  tzdata               file    /usr/share/zoneinfo/Europe/Paris
test  gringo               command clingo
all   postgresql           files   /usr/lib/postgresql/*/bin/initdb
all   chromium             command chromium
all   nodejs               command node
all   npm                  command npm
TABLE
}

# The system's own Python: another one on the path would not see Debian's modules.
duly_python() { if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else echo python3; fi; }

package_missing() { # KIND WHAT
    case $1 in
        command) ! command -v "$2" >/dev/null 2>&1 ;;
        file) ! [ -e "$2" ] ;;
        files) ! ls $2 "$PWD"/.deps$2 2>/dev/null | grep -q . ;;
        module) ! "$(duly_python)" -c "import $2" >/dev/null 2>&1 ;;
        header)
            ! printf '#include <version>\n#if !__has_include(<%s>)\n#error missing\n#endif\n' "$2" |
                ${CXX:-g++} ${PACKAGES_INCLUDE:-} -std=c++20 -x c++ -E - >/dev/null 2>&1 ;;
    esac
}

packages_missing() { # PURPOSE
    package_list | while read -r purpose package kind what; do
        if [ "$purpose" = build ] || [ "$purpose" = "$1" ] || [ "$1" = all ]; then
            if package_missing "$kind" "$what"; then printf '%s ' "$package"; fi
        fi
    done
}

packages_explain() {
    ID=unknown PRETTY_NAME="this system" ID_LIKE=""
    [ ! -r /etc/os-release ] || . /etc/os-release
    {
        echo
        echo "Duly needs packages that are not on $PRETTY_NAME: $*"
        echo "Please install them, then run this command again:"
        case " $ID $ID_LIKE " in
            *" debian "* | *" ubuntu "*) echo "    sudo apt-get update && sudo apt-get install --no-install-recommends $*" ;;
            *" fedora "* | *" rhel "*) echo "    sudo dnf install gcc-c++ cmake ninja-build boost-devel spdlog-devel fmt-devel json-devel expat-devel sqlite-devel zlib-devel gtest-devel rapidcheck-devel python3-numpy tzdata clingo" ;;
            *" suse "* | *" opensuse "*) echo "    sudo zypper install gcc-c++ cmake ninja boost-devel spdlog-devel fmt-devel nlohmann_json-devel libexpat-devel sqlite3-devel zlib-devel gtest python3-numpy" ;;
            *" arch "*) echo "    sudo pacman -S gcc cmake ninja boost spdlog fmt nlohmann-json expat sqlite zlib gtest python-numpy" ;;
            *) echo "    a C++20 compiler (g++ 12 or later), CMake 3.22, Ninja, and the headers of Boost 1.74, spdlog, fmt, nlohmann-json, Expat, SQLite 3.36 and zlib;"
               echo "    for the tests also GoogleTest, RapidCheck, Python 3, NumPy, clingo and the tz database" ;;
        esac
    } >&2
}

packages_by_apt() { # "" or "sudo -n", then packages
    as=$1
    shift
    echo "Installing: $*" >&2
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "$@" >/dev/null 2>&1 && return 0
    $as env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "$@" >/dev/null
}

# Without root: the packages and what they depend on are downloaded with a private apt state and unpacked, not installed.
packages_unpack() {
    root=$PWD/.deps
    mkdir -p "$root/state/lists/partial" "$root/cache/archives/partial"
    echo "Neither root nor sudo: unpacking into .deps/: $*" >&2
    options="-o Dir::State=$root/state -o Dir::State::lists=$root/state/lists -o Dir::Cache=$root/cache
        -o Dir::State::status=/var/lib/dpkg/status -o Debug::NoLocking=1 -o APT::Sandbox::User="
    apt-get $options update -qq >/dev/null
    apt-get $options install -y -qq --no-install-recommends --no-remove --download-only "$@" >/dev/null
    for archive in "$root"/cache/archives/*.deb; do dpkg-deb -x "$archive" "$root"; done
    rm -rf "$root/cache" "$root/state"
}

packages_use_unpacked() {
    [ -d "$PWD/.deps/usr" ] || return 0
    triplet=$(uname -m)-linux-gnu
    export PATH="$PWD/.deps/usr/bin:$PATH"
    export CMAKE_PREFIX_PATH="$PWD/.deps/usr${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"
    export LD_LIBRARY_PATH="$PWD/.deps/usr/lib/$triplet:$PWD/.deps/lib/$triplet${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    # BLAS and LAPACK of an unpacked NumPy stand in folders that the loader is not told of.
    for folder in blas lapack; do
        [ ! -d "$PWD/.deps/usr/lib/$triplet/$folder" ] || LD_LIBRARY_PATH="$PWD/.deps/usr/lib/$triplet/$folder:$LD_LIBRARY_PATH"
    done
    export PYTHONPATH="$PWD/.deps/usr/lib/python3/dist-packages${PYTHONPATH:+:$PYTHONPATH}"
    PACKAGES_INCLUDE="-isystem $PWD/.deps/usr/include"
    export CPLUS_INCLUDE_PATH="$PWD/.deps/usr/include${CPLUS_INCLUDE_PATH:+:$CPLUS_INCLUDE_PATH}"
}

packages_needed() { # PURPOSE
    packages_use_unpacked
    missing=$(packages_missing "$1")
    [ -n "$missing" ] || return 0
    if [ "${DULY_INSTALL:-yes}" != no ] && command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ]; then
            packages_by_apt "" $missing || true
        elif command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then
            packages_by_apt "sudo -n" $missing || true
        elif command -v "${CXX:-g++}" >/dev/null 2>&1; then
            packages_unpack $missing || true
            packages_use_unpacked
        fi
        missing=$(packages_missing "$1")
        [ -n "$missing" ] || return 0
    fi
    packages_explain $missing
    return 2
}
