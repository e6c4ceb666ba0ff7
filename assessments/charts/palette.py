"""The colours of the charts and pages, by name, for a light and a dark background.

`static/css/base.css` holds the same values for the pages; a test keeps the two equal.
"""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "ink": "#17212b",
    "soft": "#51606f",
    "line": "#d9dee4",
    "edge": "#768594",
    "paper": "#fbfaf7",
    "card": "#ffffff",
    "accent": "#0b6b5d",
    "accent-soft": "#e3f1ee",
    "on-accent": "#fefefe",
    "contractor": "#2557a7",
    "client": "#b84a0e",
    "joint": "#1b2530",
    "notice": "#8a5a00",
    "notice-soft": "#fdf0e2",
    "link-clear": "#b59651",
    "link-plain": "#c6ccd3",
    "zone-1": "#eef0f2",
    "zone-2": "#eef2f1",
    "zone-3": "#e7f0ee",
    "zone-4": "#dceee8",
    "zone-5": "#d0e8e0",
}

DARK: Mapping[str, str] = {
    "ink": "#e8ecef",
    "soft": "#a9b4bf",
    "line": "#333e49",
    "edge": "#7f8d9b",
    "paper": "#11171d",
    "card": "#19212a",
    "accent": "#6cc9b6",
    "accent-soft": "#15372f",
    "on-accent": "#0d1a18",
    "contractor": "#8ab4f8",
    "client": "#f0a06a",
    "joint": "#e9edf1",
    "notice": "#e9b968",
    "notice-soft": "#3a2c15",
    "link-clear": "#8f7440",
    "link-plain": "#4a5561",
    "zone-1": "#2a333d",
    "zone-2": "#29373e",
    "zone-3": "#273d40",
    "zone-4": "#224640",
    "zone-5": "#1b4940",
}
