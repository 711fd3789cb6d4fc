# For the scripts to source: the system packages, by their Debian names, that Valise needs.
# Running it again costs a fraction of a second when nothing is missing.

packages_to_build=(libpq-dev libqrencode-dev libsqlite3-dev pkg-config)
packages_to_test=(
  curl glewlwyd libhivex-bin libwin-hivex-perl openssl postgresql reglookup sqlite3 wine wine64
  xz-utils zbar-tools)

# need_swift: ends the script when there is no Swift toolchain.
need_swift() {
  command -v swift >/dev/null && return
  echo "There is no Swift toolchain. Install Swift 6.3 or later: https://www.swift.org/install" >&2
  exit 1
}

# need_packages NAME...: installs what is missing; without the right to, says the command and ends
# the script.
need_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian, so nothing is installed. Needed is what Debian calls: $*" >&2
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    echo "Packages are missing. Install them with:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing ${missing[*]}"
  quietly apt-get update
  # Glewlwyd asks for its database; the tests bring their own.
  if [[ " ${missing[*]} " == *" glewlwyd "* ]]; then
    quietly sh -c \
      'echo "glewlwyd glewlwyd/config_type select No configuration" | debconf-set-selections'
  fi
  quietly apt-get --option DPkg::Lock::Timeout=300 install --yes --no-install-recommends \
    "${missing[@]}"
}

# need_python_module NAME PACKAGE: python3 with a module, from PACKAGE when python3 is Debian's, else
# by the pip of whatever python3 it is.
need_python_module() {
  python3 -c "import $1" 2>/dev/null && return
  local python
  python=$(command -v python3 || echo /usr/bin/python3)
  if [[ $python == /usr/bin/python3 ]]; then
    need_packages python3 "$2"
  elif ((EUID != 0)); then
    echo "The Python module $1 is missing. Install it with: $python -m pip install $1" >&2
    exit 1
  else
    echo "Installing the Python module $1"
    quietly "$python" -m pip install --quiet "$1"
  fi
}

# need_python_programs NAME PACKAGE...: programs of PyPI in a virtual environment of their own,
# .build/python/NAME, since they want other versions of the same modules. Where it cannot be made, the
# tests that want it are skipped.
need_python_programs() {
  local folder=.build/python/$1 wanted="${*:2}"
  [[ $(cat "$folder/installed" 2>/dev/null) == "$wanted" ]] && return
  echo "Installing $wanted into $folder"
  rm -rf "$folder"
  if python3 -m venv "$folder" >/dev/null 2>&1 \
    && "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "${@:2}"; then
    echo "$wanted" >"$folder/installed"
  else
    rm -rf "$folder"
    echo "That did not work, so the tests with $wanted are skipped." >&2
  fi
}

# Prints the packages among its arguments that are not installed, one a line.
missing_packages() {
  local name installed
  installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "$@" \
    2>/dev/null | sed -n 's/ installed$//p' || true)
  for name in "$@"; do
    grep --quiet --line-regexp --fixed-strings "$name" <<<"$installed" || echo "$name"
  done
}

# Runs a command and shows what it printed only when it fails. Nothing is asked.
quietly() {
  local output
  if ! output=$(DEBIAN_FRONTEND=noninteractive "$@" </dev/null 2>&1); then
    printf '%s\n' "$output" >&2
    echo "This failed: $*" >&2
    exit 1
  fi
}
