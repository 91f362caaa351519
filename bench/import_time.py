"""Time and memory of reading a plan, by format and pages: python -m bench.import_time

Each document is read in a process of its own, first by its reader alone and then whole, as the background job does.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document
from openpyxl import Workbook

from tasks.importing import Limits, propose
from tasks.importing.readers import read
from tests.tasks.importing import pdf_files

ROOT = Path(__file__).resolve().parent.parent
PAGES = (1, 10, 100, 300)
ITEMS = 9  # on a page of about 2,500 letters
TIMEOUT = 600  # seconds a document may take
WIDTH = 78  # letters of a printed line


def paragraphs(pages: int) -> list[str]:
    """A plan of so many pages: a head, sections of ten items with their assignees and days, and a signature."""
    found = [
        "KẾ HOẠCH",
        "Phát triển phong trào đọc sách",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "- Nâng cao nhận thức của đảng viên.",
    ]
    for number in range(pages * ITEMS):
        if number % 10 == 0:
            found.append(f"{'I' * (number // 10 % 3 + 1)}. NHIỆM VỤ NHÓM {number // 10 + 1}")
        found.append(
            f"{number % 10 + 1}. Ban Tuyên giáo chủ trì, phối hợp với Văn phòng và các chi bộ, đảng bộ cơ sở tổ chức "
            f"học tập, quán triệt nội dung số {number} đến toàn thể cán bộ, đảng viên, người lao động trong toàn "
            f"Khối, hoàn thành trước ngày {number % 28 + 1}/{number % 12 + 1}/2027."
        )
    return [*found, "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn An"]


def docx_file(pages: int) -> bytes:
    document = Document()
    for text in paragraphs(pages):
        document.add_paragraph(text)
    return _saved(document.save)


def xlsx_file(pages: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"))
    for number, text in enumerate(paragraphs(pages), 1):
        sheet.append((number, text, "Ban Tuyên giáo", "Văn phòng, các chi bộ", "Quý III/2026"))
    return _saved(book.save)


def pdf_file(pages: int) -> bytes:
    lines = [line for text in paragraphs(pages) for line in _wrapped(text)]
    size = -(-len(lines) // pages)
    return pdf_files.pdf_file(*(pdf_files.page_of(*lines[at : at + size]) for at in range(0, len(lines), size)))


def txt_file(pages: int) -> bytes:
    return "\n\n".join(paragraphs(pages)).encode()


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


FILES = {"docx": docx_file, "pdf": pdf_file, "xlsx": xlsx_file, "txt": txt_file}


def measure(path: Path) -> None:
    """Print a line of JSON: processor seconds of the reader and of all, and how much memory that added."""
    data, before = path.read_bytes(), _peak()
    start = time.process_time()
    read(data, path.name, Limits(), lambda done, of: None)
    reading = time.process_time() - start
    start = time.process_time()
    propose(data, path.name)
    whole = time.process_time() - start
    print(json.dumps({"reading": round(reading, 2), "whole": round(whole, 2), "mb": round(_peak() - before)}))


def _peak() -> float:
    """The most memory this process has held, in MB; `resource` would begin with that of the process before."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def main() -> None:
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    print("| Format | pages | KB | reading, s | whole, s | memory added, MB |\n| --- | --- | --- | --- | --- | --- |")
    for kind, build in FILES.items():
        for pages in PAGES:
            path = folder / f"import-{pages}.{kind}"
            path.write_bytes(build(pages))
            command = [sys.executable, "-m", "bench.import_time", str(path)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT, check=True)
            row = json.loads(done.stdout)
            size = path.stat().st_size // 1024
            path.unlink()
            print(f"| {kind} | {pages} | {size} | {row['reading']} | {row['whole']} | {row['mb']} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        main()
