"""A small plan with all that an import meets: purpose, a collective, a day, an unknown body, a tracker, recipients."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.importing import Proposal
from tasks.importing.corrections import walk
from tasks.models import PlanImport
from tasks.services import imports
from tests.factories import NOW

DOCUMENT = """\
**KẾ HOẠCH**
**phát triển phong trào đọc sách trong Khối**

Thực hiện Chương trình số 3-CTr/TU, ngày 05/5/2026 của Tỉnh ủy, Ban Thường vụ Đảng ủy Khối xây dựng kế hoạch như sau:

**I. MỤC ĐÍCH, YÊU CẦU**

- Nâng cao nhận thức của đảng viên về việc đọc sách.

**II. NHIỆM VỤ VÀ GIẢI PHÁP**

1. Các chi ủy, đảng ủy cơ sở tổ chức góc đọc sách tại đơn vị trước ngày 30/11/2026.

- Bố trí chỗ đọc thuận tiện.

2. Hội Khuyến học tỉnh vận động tặng sách cho các chi bộ.

**III. TỔ CHỨC THỰC HIỆN**

1. Giao Ban Tuyên giáo Đảng ủy Khối theo dõi, đôn đốc việc thực hiện Kế hoạch này và báo cáo kết quả.

Nơi nhận:

- Thường trực Tỉnh ủy (báo cáo),
- Lưu VP.

**T/M BAN THƯỜNG VỤ**
**BÍ THƯ**

**Nguyễn Văn Thử**
"""


def document(text: str = DOCUMENT, name: str = "doc-sach.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def read(text, bloc, cast, renews=None) -> PlanImport:
    """The document, uploaded by the administrator and read."""
    made = imports.upload_plan(file=document(text), issuer=bloc.root, renews=renews, by=cast.administrator, now=NOW)
    return imports.read_import(pk=made.pk, clock=lambda: NOW)


def dated(record: PlanImport) -> Proposal:
    proposal = Proposal.from_dict(record.proposal)
    proposal.head.issued_on = date(2026, 6, 1)
    return proposal


def corrected(record: PlanImport, cast, proposal: Proposal | None = None) -> PlanImport:
    """With its day, or as given, so that it can be confirmed."""
    return imports.correct_proposal(
        record=record, proposal=proposal or dated(record), version=record.version, by=cast.administrator, now=NOW
    )


def texts(record: PlanImport, under: str = "") -> list[str]:
    """The lines as they stand now, each by its address and the beginning of its words."""
    record.refresh_from_db()
    lines = walk(Proposal.from_dict(record.proposal))
    return [f"{address} {item.text[:10].strip()}" for address, item in lines if address.startswith(under)]
