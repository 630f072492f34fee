"""Reading a study's answer: pure functions from a StudyTable to tables that say how sure they are."""
