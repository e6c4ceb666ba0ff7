"""From sheets to scores and words. Values in, values out."""
