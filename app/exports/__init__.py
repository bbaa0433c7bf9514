"""Files for readers of other tools: one module per format, rows in, bytes out."""
