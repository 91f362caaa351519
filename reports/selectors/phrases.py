"""The ready sentences for returning a report."""

from reports.models import Phrases
from units.models import Unit

FIRST = (
    "Chưa nêu kết quả cụ thể (số lượng, thời gian, nơi thực hiện).",
    "Thiếu báo cáo ở một số nhiệm vụ được giao.",
    "Số liệu chưa khớp với kỳ trước hoặc với minh chứng.",
    "Chưa có minh chứng kèm theo.",
    "Chưa nêu khó khăn, vướng mắc và kiến nghị.",
)


def phrases_of(issuer: Unit) -> Phrases:
    """A committee's own; where its trackers have kept none yet, an unsaved row with the first ones. Queries: 1."""
    return Phrases.objects.filter(issuer=issuer).first() or Phrases(issuer=issuer, texts=list(FIRST))
