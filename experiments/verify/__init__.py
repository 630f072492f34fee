"""Checks that anybody can run on any scenario: books, symmetry, luck, memory, extremes, responses, closed forms.

One family a file, each a function of arms and a place that returns findings; `suite` runs them all.
"""
