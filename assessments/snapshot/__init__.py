"""What a sealed round is: a frozen value that already obeys the rules of confidentiality."""
