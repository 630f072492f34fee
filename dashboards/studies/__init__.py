"""The Studies page: a researcher reads the stores of a folder."""
