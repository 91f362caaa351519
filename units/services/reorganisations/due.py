"""What no page waits for: acts whose day has come, and large ones that a person confirmed or takes back."""

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError

from kehoach.lib.conflicts import Conflict
from units.models import Reorganisation
from units.services.reorganisations.acts import finish_undoing
from units.services.reorganisations.carrying import carry_out

log = logging.getLogger(__name__)

State = Reorganisation.State
BROKEN = "Lỗi của phần mềm; người quản trị hệ thống xem nhật ký máy chủ."


def carry_out_due_acts(*, today: date, now: datetime) -> dict[str, int]:
    """Carry out or take back every act that is due, the oldest first; one that cannot be says why.

    What cannot be carried out waits and is tried again; what cannot be taken back stays done.
    Gives: counts: "done", "failed". Repeat: nothing is done twice.
    """
    counts = {"done": 0, "failed": 0}
    for act in Reorganisation.objects.due(today).select_related("prepared_by"):
        try:
            if act.state == State.UNDOING:
                finish_undoing(act=act, now=now)
            else:
                carry_out(act=act, by=act.prepared_by, now=now)
            counts["done"] += 1
        except Conflict:  # another worker or a person was first
            continue
        except ValidationError as refusal:
            _note_problem(act, " ".join(refusal.messages))
            counts["failed"] += 1
        except Exception:  # one broken row must not keep back the others
            log.exception("Reorganisation %s could not be carried out or taken back.", act.pk)
            _note_problem(act, BROKEN)
            counts["failed"] += 1
    return counts


def _note_problem(act: Reorganisation, text: str) -> None:
    stays = State.DONE if act.state == State.UNDOING else act.state
    Reorganisation.objects.filter(pk=act.pk, state=act.state).update(problem=text, state=stays)
