"""airdocket: a database of civil-aviation accidents and incidents in which every fact is something that somebody said."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("airdocket")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0"
