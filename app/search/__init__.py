"""The filter language and the index behind it: a question in, ids and counts out. See docs/search.md."""
