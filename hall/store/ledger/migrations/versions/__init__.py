"""One step of the tables each, in their order."""
