"""Short dates in French with the month in letters."""

SHORT_DATE_FORMAT = "j b Y"
