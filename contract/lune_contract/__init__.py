"""Holds any implementation of the Lune API against the document, and against what no schema says."""
