"""Pure values and rules. Nothing here reads a clock, draws a random number or touches a disk."""
