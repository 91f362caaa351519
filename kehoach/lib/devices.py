"""What a browser calls itself, in words that its owner knows."""

SYSTEMS = (
    ("Android", "điện thoại Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "máy tính Windows"),
    ("Mac OS", "máy Mac"),
    ("Linux", "máy tính Linux"),
)
# The first that is named: the others call themselves Chrome or Safari too.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("Zalo", "Zalo"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_words(user_agent: str) -> str:
    """Such as "Chrome trên điện thoại Android"."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "Trình duyệt khác")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "thiết bị khác")
    return f"{browser} trên {system}"
