"""Use cases: every write, and every rule that needs the database. A session is an argument; the caller commits."""
