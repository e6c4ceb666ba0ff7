"""An invented world to look around in: its people, and the opinions behind their answers."""
