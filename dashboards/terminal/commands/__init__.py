"""What each command takes on the command line: one file a group. What a command does is imported when it is called."""
