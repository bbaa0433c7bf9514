"""`python -m app.cli` is `airdocket`."""

from app.cli import main

main()
