"""What is true: acts go in, frozen records come out."""
