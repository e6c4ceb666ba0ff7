"""From a snapshot to charts: one description for each, drawn by several means."""
