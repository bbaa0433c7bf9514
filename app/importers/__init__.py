"""Readers: each takes a file of one source and yields what it states. They write nothing and need no database."""
