"""Published figures that a model may be held against: a table, and how it is read."""
