"""Which release this is."""

from importlib.metadata import PackageNotFoundError, version

try:
    RELEASE = version("licence-ledger")
except PackageNotFoundError:  # run from a tree that is not installed
    RELEASE = "0"
