"""Estimates of emissions, made without the server and without a network.

Every figure stands in a table under tables/, with its citation; what it is used for is a choice
of the sandbox.
"""
