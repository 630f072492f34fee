"""Designed studies: many runs that are planned, stored, resumed and extended without losing one."""
