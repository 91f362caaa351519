"""Print the labelled documents that are uploaded as PDF: from their Word form, by LibreOffice, once for all.

.venv/bin/python -m tests.tasks.importing.corpus.print_pdf
"""

import subprocess
import tempfile
from pathlib import Path

from tests.tasks.importing.corpus import FOLDER, documents
from tests.tasks.importing.corpus.build import build


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for document in documents():
            if document.form == "pdf":
                word = Path(folder) / f"{document.name}.docx"
                word.write_bytes(build(document, "docx"))
                command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(FOLDER), str(word)]
                subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
