"""The modules of lune_api that no document changes: generation copies them byte for byte."""
