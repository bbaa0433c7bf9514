"""Bedrock: errors, dates with precision, text folding, positions. Plain Python, imports nothing of the project."""
