"""The drawings of our icons: one path each, on a grid of 24, drawn with a stroke.

They stand in the page where they are used. A sprite would have to know which
icons a page needs, also in the parts that come later; the pages are compressed,
and a drawing that is repeated costs a few bytes.
"""

ICONS = {
    "alert": "M12 3.5L22 20.5H2zM12 10v4.5M12 17.5v.01",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "back": "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 6 6v1",
    "ban": "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M6 18L18 6",
    "book": "M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 17.5A2 2 0 0 1 7 16h12M9 8h6",
    "booth": "M3 9l2-5h14l2 5M3 9h18M5 9v11h14V9M10 20v-6h4v6",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8 3v5M16 3v5",
    "check": "M4.5 12.5l5 5L19.5 7",
    "clock": "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M12 7v5l3.5 2",
    "cross": "M6 6l12 12M18 6L6 18",
    "down": "M6 9l6 6 6-6",
    "download": "M12 4v11M6.5 10l5.5 5.5 5.5-5.5M4 20h16",
    "eye": (
        "M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5"
        " 2.5 12zM9.25 12a2.75 2.75 0 1 0 5.5 0 2.75 2.75 0 1 0-5.5 0"
    ),
    "filter": "M4 6h16M7 12h10M10 18h4",
    "gear": (
        "M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1"
        " 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"
    ),
    "globe": (
        "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5"
        " 9c-3-3-3.5-6-3.5-9s.5-6 3.5-9"
    ),
    "home": "M4 11l8-7 8 7v9h-5.5v-5.5h-5V20H4z",
    "hourglass": (
        "M6 3h12M6 21h12M7 3c0 5 3.5 6.5 5 9-1.5 2.5-5 4-5 9M17 3c0 5-3.5 6.5-5"
        " 9 1.5 2.5 5 4 5 9"
    ),
    "info": "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M12 11v6M12 7.5v.01",
    "key": (
        "M4 15.5a4 4 0 1 0 8 0 4 4 0 1 0-8 0M11 12.7L19.5 4.2M16 7.7l2.5 2.5M18 5.7l2 2"
    ),
    "list": "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
    "lock": "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3",
    "mail": "M3 6h18v13H3zM3 7l9 7 9-7",
    "microphone": (
        "M9 4.5a3 3 0 0 1 6 0V11a3 3 0 0 1-6 0zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21"
    ),
    "minus": "M5 12h14",
    "news": (
        "M4 5h12v15H6a2 2 0 0 1-2-2zM16 9h4v9a2 2 0 0 1-2 2M7.5 9h5M7.5 12.5h5M7.5 16h5"
    ),
    "pause": "M8 5v14M16 5v14",
    "pencil": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "phone": "M7 3h10v18H7zM11 18h2",
    "play": "M7 5l12 7-12 7z",
    "plus": "M12 5v14M5 12h14",
    "question": (
        "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M9.5 9.5a2.6 2.6 0 1 1 3.7"
        " 2.4c-.8.4-1.2.9-1.2 1.8M12 17v.01"
    ),
    "refresh": (
        "M20 11a8 8 0 0 0-14.5-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.5 4l1.5-2M20 20v-5h-5"
    ),
    "search": "M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M16 16l5 5",
    "send": "M12 20V5M6 11l6-6 6 6",
    "shift": "M3 7h9M3 12h4M12 17h9M9 12h12",
    "star": ("M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"),
    "stop": "M6 6h12v12H6z",
    "table": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9",
    "user": "M8 8a4 4 0 1 0 8 0 4 4 0 1 0-8 0M4 21c.5-4.5 3.5-7 8-7s7.5 2.5 8 7",
    "users": (
        "M5.5 8.5a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M2 20c.4-4 3-6 7-6s6.6 2 7"
        " 6M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c2.3.8 3.7 2.6 4 5.4"
    ),
}

# Directions of reading: these are drawn the other way round from right to left.
MIRRORED = frozenset({"arrow", "back", "list", "play", "shift"})

STATE_ICONS = {
    "draft": "pencil",
    "submitted": "send",
    "waiting": "hourglass",
    "approved": "check",
    "rejected": "cross",
    "withdrawn": "back",
    "published": "eye",
    "moved": "arrow",
    "cancelled": "ban",
    "tbc": "question",
}
