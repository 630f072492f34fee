"""What pages say, in each language: texts, titles of measures and parameters, units, verdicts, numbers."""
