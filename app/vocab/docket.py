"""What the writer and the reader of the format `airdocket-jsonl` share: its name and the properties behind it."""

FORMAT = "airdocket-jsonl/1"
SCHEME = "identifier.airdocket"
# By its key the source that stands for an imported file is known; it is not part of what is exported again.
KEY_PREFIX = f"{FORMAT}/"
