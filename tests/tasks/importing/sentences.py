"""Tables of sentences and what a person reads in them: a sentence, then a line of two blanks, "=" and the answer."""

from pathlib import Path


def sentences(name: str) -> list[tuple[str, str]]:
    """(sentence, what a person reads in it) of every pair in a file beside this one; "%" begins a remark."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line and not line.startswith("%")]
    return [(text, answer.removeprefix("  = ")) for text, answer in zip(told[::2], told[1::2], strict=True)]
