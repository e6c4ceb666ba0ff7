"""What can go wrong while a report is made."""


class ReportError(Exception):
    """No file could be made; the message says why, and what to do."""
