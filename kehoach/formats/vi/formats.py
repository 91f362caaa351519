"""Vietnamese formats where Django's own differ from what offices write: 30/9/2026, 17 giờ 05."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j/n/Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "H:i j/n/Y"
TIME_FORMAT = "H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
