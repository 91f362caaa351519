"""News that the tasks app tells upwards, always inside the transaction that made it true."""

from django.dispatch import Signal

# plan_id, task_ids, unit_ids, now: assignments were made, ended or given another reporting period.
assignments_changed = Signal()
# assignment, update: a unit wrote down progress.
progress_logged = Signal()
# notices, office, now: mails with these are about to be sent; settle those whose thing is done and say how many.
digests_leased = Signal()
# handover (units.services.reorganisations.handover): an act on the organisation has passed on the work of some units.
work_handed_over = Signal()
