"""The version of the distribution, stated once: packaging and User-Agent both read it here."""

__version__ = "0.1.0"
