"""Short dates in Russian with the month in letters, and times with two digits."""

SHORT_DATE_FORMAT = "j b Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y г., H:i"
