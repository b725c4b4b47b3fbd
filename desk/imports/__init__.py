"""The import desk: hand a file in, see what it would do, confirm, mend what was refused."""
