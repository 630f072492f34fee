"""Calibration by history matching: rule out parameters that can't give the published figures, keep all the others."""
