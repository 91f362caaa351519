"""A real worker on a real Redis: it does the jobs, and killed in the middle it loses and doubles nothing."""

import pytest
from django.utils import timezone

from tasks.models import Digest, JobRun, Notice
from tasks.services.digests import SLICE

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

THREADS = ("-P", "threads", "-c", "2")
PREFORK = ("-P", "prefork", "-c", "2")
MANY = 60


def sent() -> int:
    return Digest.objects.filter(state="sent").count()


def swept() -> bool:
    return JobRun.objects.filter(name="sweep", finished_at__isnull=False).exists()


def end_leases() -> None:
    """What five minutes would do."""
    Digest.objects.filter(state="owed").update(leased_until=timezone.now())


def only_one_lease_is_left() -> bool:
    owed = set(Digest.objects.filter(state="owed").values_list("lease", "leased_until"))
    return len(owed) <= 1 and all(until for _, until in owed)


def assert_each_was_sent_once(sink, people) -> None:
    """One row and one Message-ID a person; a mail that came twice says the same twice."""
    assert Digest.objects.count() == Digest.objects.filter(state="sent").count() == len(people)
    assert Notice.objects.filter(digest=None).count() == 0
    assert set(sink.by_person()) == {person.email for person in people}
    for mails in sink.by_person().values():
        assert len({(mail["Message-ID"], mail["Subject"], mail.get_body().get_content()) for mail in mails}) == 1
    assert set(sink.ids) == set(Digest.objects.values_list("message_id", flat=True))


@pytest.mark.parametrize("pool", [THREADS, PREFORK], ids=["threads", "prefork"])
def test_a_worker_sweeps_and_mails(worker, wake, sink, people_of_late_work, pool):
    """The sweep needs no schedule: a worker that starts looks at what is owed."""
    people = people_of_late_work(3)

    worker.start(*pool)
    worker.works_until(swept)
    wake("tasks.send_digests")
    worker.works_until(lambda: sent() == 3)

    assert_each_was_sent_once(sink, people)
    assert sorted(sink.by_person()) == sorted(person.email for person in people)
    assert not JobRun.objects.exclude(error="").exists()


def test_a_worker_killed_while_sending_loses_and_doubles_nothing(worker, wake, sink, people_of_late_work):
    people = people_of_late_work(MANY)
    sink.pause = 0.05
    worker.start(*THREADS)
    worker.works_until(swept)
    wake("tasks.send_digests")
    worker.works_until(lambda: len(sink.mails) >= 10)
    worker.kill()
    assert 0 < sent() < MANY
    held = Digest.objects.filter(state="owed", leased_until__isnull=False).count()
    assert held <= 2 * SLICE

    sink.pause = 0.0
    worker.start(*THREADS)
    worker.works_until(lambda: sent() == MANY - held)  # all but those that the dead worker's two threads held
    end_leases()
    wake("tasks.send_digests")
    worker.works_until(lambda: sent() == MANY)

    assert_each_was_sent_once(sink, people)
    assert len(sink.mails) <= MANY + 2


def test_a_killed_child_of_the_pool_is_made_good_by_the_next(worker, wake, sink, people_of_late_work):
    """Nobody wakes the job again: it was not acknowledged, so it comes back by itself."""
    people = people_of_late_work(MANY)
    sink.pause = 0.05
    worker.start("-P", "prefork", "-c", "1")
    worker.works_until(swept)
    wake("tasks.send_digests")
    worker.works_until(lambda: len(sink.mails) >= 10)
    worker.kill_children()
    assert 0 < sent() < MANY

    sink.pause = 0.0
    worker.works_until(only_one_lease_is_left)  # that of the dead child
    assert sent() >= MANY - SLICE
    end_leases()
    wake("tasks.send_digests")
    worker.works_until(lambda: sent() == MANY)

    assert_each_was_sent_once(sink, people)
    assert len(sink.mails) <= MANY + 1
