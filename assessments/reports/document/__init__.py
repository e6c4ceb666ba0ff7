"""What a report says, before any format: sections of headings, texts, tables, charts and lists.

Made from snapshots alone and without language; every format writes the same document.
"""
