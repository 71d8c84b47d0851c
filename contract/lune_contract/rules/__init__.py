"""The rules and invariants, a module for each area."""
