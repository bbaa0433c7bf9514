"""Reading `airdocket-jsonl/1`: whole records as another airdocket gave them. Pure: lines in, objects out."""

from app.importers.airdocket.reader import Docket, Read, parse_occurrence, read_docket

__all__ = ["Docket", "Read", "parse_occurrence", "read_docket"]
