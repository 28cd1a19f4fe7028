"""What is seen and pressed: the terminal interface and the command line."""
