"""Plausible parameters: sets of draws that a calibration kept, shipped as tables, and how they are read."""
