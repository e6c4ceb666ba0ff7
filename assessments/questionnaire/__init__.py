"""What is asked: the statements of an instrument, as frozen values."""
