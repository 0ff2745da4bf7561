"""Short dates in Spanish with the month in letters."""

SHORT_DATE_FORMAT = "j b Y"
