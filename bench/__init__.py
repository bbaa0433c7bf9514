"""Measurements of this project's own speed, as ratios to floors that are measured in the same run. See README.md."""
