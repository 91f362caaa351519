"""How the number and the symbol of a document are written together."""


def number_and_symbol(number: str, symbol: str) -> str:
    """12-KH/ĐUK of the Party, 215/KH-UBND and 30/2020/NĐ-CP of the State; empty where a document carries neither.

    Source: Hướng dẫn 36-HD/VPTW and Nghị định 30/2020/NĐ-CP: the mark behind the number is not the one in the symbol.
    """
    of_state = symbol[:1].isdigit() or ("-" in symbol and "/" not in symbol)
    mark = "/" if of_state else "-"
    return mark.join(part for part in (number, symbol) if part)
