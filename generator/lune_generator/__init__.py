"""Generates lune_api and the compiled document from openapi.yaml.

Development only: the wheel holds what this package writes, not the package itself.
``python -m lune_generator --help`` says what it can do.
"""
