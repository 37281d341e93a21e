"""Loyalty and contact-centre metrics, computed the same way for a cell, a notebook and a report."""

__version__ = "0.1.0"
