"""One picture per file: `draw` makes it, `sentence` says it in words, `table` gives its data, `TITLE` what it shows."""
