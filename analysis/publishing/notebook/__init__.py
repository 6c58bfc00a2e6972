"""What notebooks call to show things, and how notebooks are executed."""
