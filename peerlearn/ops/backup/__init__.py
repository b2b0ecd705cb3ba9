"""A whole instance in one file and back: the rows of one moment, and the uploads that they name."""
