"""Dates in Vietnamese as in running text: without a capital in the middle."""

DATE_FORMAT = r"j \t\há\n\g n \nă\m Y"
SHORT_DATE_FORMAT = r"j \t\h\g n, Y"
DATETIME_FORMAT = r"j \t\há\n\g n \nă\m Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = r"j \t\há\n\g n"
