"""The archive: a folder of pages made from closed requests."""
