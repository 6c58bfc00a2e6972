"""What compares: outlets, weeks, copies of one text; each function tells its formula and its limits."""
