"""Whether the tests that watch a hole can fail: each guard of guards.txt is taken out, and its tests must go red.

python -m tests.guards                  # all, in a copy of this checkout; about half an hour
python -m tests.guards log_in openid    # those whose file or tests have one of these words in their name
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "guards.txt"
RED = 1  # what pytest answers when a test has failed; other codes say that it did not come so far


@dataclass
class Edit:
    """What stands once in a file, and what stands there instead."""

    path: str
    old: str = ""
    new: str = ""

    def is_in(self, root: Path) -> bool:
        return (root / self.path).read_text().count(self.old) == 1

    def make(self, root: Path) -> None:
        path = root / self.path
        path.write_text(path.read_text().replace(self.old, self.new))


@dataclass
class Guard:
    """One block of the table: the guard is out when all its edits are made."""

    edits: list[Edit] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join([*dict.fromkeys(edit.path for edit in self.edits), "|", *self.tests])


def guards() -> Iterator[Guard]:
    """The table. A `-` after a `+` begins another edit of the same file."""
    blocks = (block for block in TABLE.read_text().split("\n\n")[1:] if not block.startswith("#"))
    for block in blocks:
        guard, last = Guard(), ""
        for line in block.strip().splitlines():
            sign, text = line[:1], line[2:]
            if sign == "-":
                if last == "+":
                    guard.edits.append(Edit(guard.edits[-1].path))
                guard.edits[-1].old += text + "\n"
            elif sign == "+":
                guard.edits[-1].new += text + "\n"
            elif sign == ">":
                guard.tests.append(text)
            else:
                guard.edits.append(Edit(line))
            last = sign
        for edit in guard.edits:
            if edit.new:  # within a line as well as over whole ones
                edit.old, edit.new = edit.old.removesuffix("\n"), edit.new.removesuffix("\n")
        yield guard


def copy_of_this_checkout(folder: Path) -> Path:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def is_seen(guard: Guard, test: str, root: Path) -> bool:
    """Whether the test fails without the guard; the copy is whole again afterwards."""
    kept = {edit.path: (root / edit.path).read_text() for edit in guard.edits}
    try:
        for edit in guard.edits:
            edit.make(root)
        pytest = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
        done = subprocess.run(pytest, cwd=root, capture_output=True, text=True)
    finally:
        for path, text in kept.items():
            (root / path).write_text(text)
    has_failed = any(line.startswith("FAILED") for line in done.stdout.splitlines())  # an error may follow, of its end
    is_red = done.returncode == RED and has_failed
    sys.stdout.write(f"{'red  ' if is_red else 'GREEN'} {test} without a guard of {guard.edits[0].path}\n")
    sys.stdout.flush()
    return is_red


def main(words: list[str]) -> int:
    chosen = [guard for guard in guards() if not words or any(word in str(guard) for word in words)]
    with tempfile.TemporaryDirectory(prefix="kehoach-guards-") as folder:
        root = copy_of_this_checkout(Path(folder))
        green = [test for guard in chosen for test in guard.tests if not is_seen(guard, test, root)]
    sys.stdout.write(f"{sum(len(guard.tests) for guard in chosen) - len(green)} red, {len(green)} still green\n")
    return 1 if green else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
