"""Compile kehoach/locale/*/LC_MESSAGES/*.po to .mo, as msgfmt does, without needing gettext on the machine.

With --check it changes nothing and fails when a .mo is not what its .po says.
"""

import re
import struct
import sys
from ast import literal_eval
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "kehoach" / "locale"
MAGIC = 0x950412DE
HEADER_WORDS = 7

_FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[0\]) ((?:"(?:[^"\\]|\\.)*"\s*)+)$', re.M)


def read_po(text: str) -> dict[str, str]:
    """Texts by their key: the English, with its context before it and its plural after it where there is one."""
    found = {}
    for block in re.split(r"\n\s*\n", text):
        fields = {name: "".join(map(literal_eval, value.split("\n"))) for name, value in _fields(block)}
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgctxt" in fields:
            key = f"{fields['msgctxt']}\x04{key}"
        if "msgid_plural" in fields:
            key = f"{key}\x00{fields['msgid_plural']}"
        if key in found:
            raise ValueError(f"Twice in the file: {key}")
        found[key] = fields.get("msgstr", fields.get("msgstr[0]", ""))
    return found


def _fields(block: str) -> list[tuple[str, str]]:
    return [(match[1], match[2].strip()) for match in _FIELD.finditer(block)]


def mo_bytes(texts: dict[str, str]) -> bytes:
    """The GNU .mo form: header, a table of the keys, a table of the texts, then their bytes; without a hash table."""
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    tables, data = [], b""
    start = 4 * HEADER_WORDS + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), start + len(data)]
            data += pair[column] + b"\0"
    keys_at = 4 * HEADER_WORDS
    header = (MAGIC, 0, len(pairs), keys_at, keys_at + 8 * len(pairs), 0, start)
    return struct.pack(f"<{HEADER_WORDS + len(tables)}I", *header, *tables) + data


def main() -> int:
    check, stale = "--check" in sys.argv, []
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled, mo = mo_bytes(read_po(po.read_text())), po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled:
            stale.append(mo)
            if not check:
                mo.write_bytes(compiled)
    for mo in stale:
        print(f"{mo.relative_to(LOCALE)}: {'not what its .po says' if check else 'compiled'}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
