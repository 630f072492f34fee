"""The live page: two organisations race through the same days in front of a room, which says first what it expects."""
