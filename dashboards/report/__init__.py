"""The report: a comparison on two sheets of paper, in either language, as one file without scripts."""
