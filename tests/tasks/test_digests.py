"""One mail a person: at the right hour, with what still holds, never twice, tried again after a failure."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from tasks.models import Assignment, Digest, JobRun, Notice
from tasks.services.digests import LEASE, MAX_ATTEMPTS, is_quiet, make_digests, send_all_digests, send_digests
from tasks.services.notices import owe_notices, settle_notices
from tests.factories import NOW, TODAY, make_assignment, make_task, make_user
from units.models import Office
from units.selectors import get_office

NIGHT = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)  # 21:00 in Viet Nam


def owe(person, kind="overdue", key="work:1:overdue:0", title="Quá hạn 1 ngày: việc thứ nhất", now=NOW, **fields):
    """A notice of the late work, whose reminders hold as long as it is open."""
    fields.setdefault("subject", key.rsplit(":", 2)[0])
    fields.setdefault("assignment", Assignment.objects.get())
    owe_notices(people=[person], kind=kind, key=key, title=title, now=now, link="/phan-cong/1/", **fields)


@pytest.fixture(autouse=True)
def late_work(plan, bloc):
    return make_assignment(make_task(plan), bloc.base_cell, due_on=TODAY - timedelta(days=1))


def send(now=NOW):
    make_digests(office=get_office(), now=now)
    return send_digests(clock=lambda: now)


@pytest.fixture
def secretary(cast):
    return cast.secretary


def test_all_that_is_owed_goes_in_one_mail(secretary):
    owe(secretary, key="a:1:x", subject="a")
    owe(secretary, key="b:1:x", subject="b", kind="due", title="Đến hạn ngày 25/11/2026: việc thứ hai")

    counts = send()

    assert counts["sent"] == 1
    [message] = mail.outbox
    assert message.to == ["bithu@vidu.vn"]
    assert message.subject == "2 việc cần anh/chị xem, ngày 18/11/2026"
    assert "Quá hạn 1 ngày: việc thứ nhất" in message.body
    assert "/phan-cong/1/" in message.body
    assert message.extra_headers["Message-ID"] == Digest.objects.get().message_id


def test_sending_twice_sends_once(secretary):
    owe(secretary)

    send()
    send(NOW + timedelta(hours=1))

    assert len(mail.outbox) == 1


def test_automatic_reminders_wait_for_the_next_day_but_a_person_does_not(secretary):
    owe(secretary)
    send()
    owe(secretary, key="b:1:x", subject="b")
    send(NOW + timedelta(hours=1))
    assert len(mail.outbox) == 1

    owe(secretary, kind="urged", key="urge:1:1", subject="urge", title="Đề nghị gửi báo cáo")
    send(NOW + timedelta(hours=2))

    assert len(mail.outbox) == 2
    assert Notice.objects.filter(digest=None).count() == 0


def test_nothing_is_mailed_in_quiet_hours(secretary):
    owe(secretary)

    send(NIGHT)
    assert mail.outbox == []
    send(NIGHT + timedelta(hours=10))

    assert len(mail.outbox) == 1


def test_no_mail_is_made_of_half_a_sweep(secretary):
    """Its second half would come a day later; a sweep that died holds up the mails for ten minutes."""
    sweep = JobRun.objects.create(name="sweep", started_at=NOW - timedelta(minutes=1))
    owe(secretary)

    send()
    assert mail.outbox == []
    send(sweep.started_at + timedelta(minutes=10))

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("hour", "quiet"), [(12, False), (13, True), (20, True), (23, True), (0, False)])
def test_quiet_hours_run_over_midnight(hour, quiet):
    """Hours are UTC; quiet is 20:00 to 06:30 in Viet Nam, seven hours ahead."""
    assert is_quiet(Office(), datetime(2026, 11, 18, hour, 0, tzinfo=UTC)) is quiet


def test_what_was_done_meanwhile_is_left_out(secretary):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    settle_notices(subjects=["work:1"], now=NOW)

    counts = send_digests(clock=lambda: NOW)

    assert (counts["settled"], mail.outbox) == (1, [])


def test_work_done_between_the_sweep_and_the_mail_is_left_out(secretary, late_work):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    late_work.state, late_work.declared_on = "awaiting", TODAY
    late_work.save(update_fields=["state", "declared_on"])

    assert send_digests(clock=lambda: NOW)["settled"] == 1


def test_people_without_an_address_read_in_the_application(secretary):
    secretary.email = ""
    secretary.save(update_fields=["email"])
    owe(secretary)

    assert make_digests(office=get_office(), now=NOW) == 0


def test_what_was_owed_while_a_mail_waited_goes_with_it(secretary):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    owe(secretary, key="b:1:x", subject="b", now=NOW + timedelta(days=4))

    send(NOW + timedelta(days=4))
    send(NOW + timedelta(days=4, hours=1))

    [message] = mail.outbox
    assert message.subject.startswith("2 việc")


def test_a_mail_that_was_tried_takes_in_no_more(secretary):
    """It may have left before the crash; what came later is told the next day."""
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    Digest.objects.update(attempts=1, leased_until=NOW + LEASE)  # a worker took it and died
    owe(secretary, key="b:1:x", subject="b")

    send(NOW + LEASE)
    assert mail.outbox[0].subject == "Quá hạn 1 ngày: việc thứ nhất"
    send(NOW + timedelta(hours=1))
    assert len(mail.outbox) == 1
    send(NOW + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_a_mail_with_nothing_left_to_say_does_not_use_up_the_day(secretary):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    settle_notices(subjects=["work:1"], now=NOW)
    send_digests(clock=lambda: NOW)
    owe(secretary, key="b:1:x", subject="b")

    assert send(NOW + timedelta(hours=1))["sent"] == 1


def test_a_mail_server_that_does_not_answer_costs_no_try(secretary, monkeypatch):
    owe(secretary)
    with monkeypatch.context() as patch:
        patch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.open",
            lambda self: (_ for _ in ()).throw(ConnectionRefusedError("máy chủ thư không trả lời")),
            raising=False,
        )
        run = send_all_digests(clock=lambda: NOW)

    assert "ConnectionRefusedError" in run.error
    assert Digest.objects.values_list("state", "attempts").get() == ("owed", 0)
    assert send()["sent"] == 1


def test_a_slow_server_never_lets_a_lease_end_before_its_mail_goes(cast):
    """What is left of the mails leased together is set free in time, and has not used up a try."""
    owe(cast.secretary)
    owe(cast.sibling_secretary)
    make_digests(office=get_office(), now=NOW)
    times = iter(NOW + timedelta(minutes=minutes) for minutes in (0, 0, 0, 3))

    counts = send_digests(clock=lambda: next(times))

    assert (counts["sent"], len(mail.outbox)) == (1, 1)
    assert Digest.objects.filter(state="owed").values_list("attempts", "leased_until").get() == (0, None)
    assert send_digests(clock=lambda: NOW)["sent"] == 1


def test_one_notice_that_cannot_be_read_holds_up_its_own_mail_only(cast):
    owe(cast.secretary)
    owe(cast.sibling_secretary, kind="report_due", subject="report:không phải số")

    counts = send()

    assert (counts["sent"], counts["failed"]) == (1, 1)
    assert mail.outbox[0].to == ["bithu@vidu.vn"]
    assert Digest.objects.filter(state="owed").values_list("attempts", "leased_until").get() == (1, None)


@pytest.mark.parametrize("count", [3, 20])
def test_queries_grow_by_one_a_mail(bloc, count, django_assert_num_queries):
    for number in range(count):
        owe(make_user(f"nguoi{number}", bloc.cell))
    make_digests(office=get_office(), now=NOW)

    with django_assert_num_queries(8 + count):
        send_digests(clock=lambda: NOW)


def test_a_failed_mail_is_tried_again_with_the_same_id(secretary, monkeypatch):
    owe(secretary)
    with monkeypatch.context() as patch:
        patch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages",
            lambda self, messages: (_ for _ in ()).throw(OSError("máy chủ thư không trả lời")),
        )
        assert send()["failed"] == 1
    digest = Digest.objects.get()
    assert (digest.state, digest.attempts, digest.leased_until) == ("owed", 1, None)

    assert send_digests(clock=lambda: NOW)["sent"] == 0
    assert send_digests(clock=lambda: digest.next_try_at)["sent"] == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == digest.message_id


def test_after_the_last_attempt_the_failure_is_visible(secretary, monkeypatch):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    Digest.objects.update(attempts=MAX_ATTEMPTS - 1)
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda self, messages: (_ for _ in ()).throw(OSError("không có hộp thư này")),
    )

    send_digests(clock=lambda: NOW)

    assert Digest.objects.values_list("state", "error").get() == ("failed", "không có hộp thư này")


def test_one_broken_mail_does_not_stop_the_rest(cast, monkeypatch):
    owe(cast.secretary)
    owe(cast.sibling_secretary)
    from django.core.mail.backends.locmem import EmailBackend

    sound = EmailBackend.send_messages

    def picky(self, messages):
        if messages[0].to == ["bithu@vidu.vn"]:
            raise OSError("từ chối")
        return sound(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)

    counts = send()

    assert (counts["sent"], counts["failed"]) == (1, 1)


def test_a_lease_keeps_other_workers_away_until_it_ends(secretary):
    owe(secretary)
    make_digests(office=get_office(), now=NOW)
    Digest.objects.update(leased_until=NOW + LEASE)  # a worker took it and died

    assert send_digests(clock=lambda: NOW)["sent"] == 0
    assert send_digests(clock=lambda: NOW + LEASE)["sent"] == 1


def test_a_title_cannot_add_a_header(secretary):
    owe(secretary, title="Việc\nBcc: ai@do.vn")

    send()

    assert mail.outbox[0].subject == "Việc Bcc: ai@do.vn"


def test_the_database_refuses_a_second_waiting_mail(secretary):
    for number in range(2):
        with transaction.atomic():
            row = Digest(person=secretary, message_id=f"<{number}@vidu>", made_at=NOW, next_try_at=NOW)
            if number == 0:
                row.save()
            else:
                with pytest.raises(IntegrityError):
                    row.save()
                transaction.set_rollback(True)


def test_the_database_refuses_the_same_notice_twice(secretary):
    owe(secretary)
    with pytest.raises(IntegrityError):
        Notice.objects.create(person=secretary, kind="due", key="work:1:overdue:0", subject="x", title="y", owed_at=NOW)


def test_each_run_leaves_a_row(secretary):
    owe(secretary)

    run = send_all_digests(clock=lambda: NOW)

    assert run.counts == {"mails": {"made": 1, "sent": 1, "settled": 0, "failed": 0, "taken": 0}}
    assert JobRun.objects.get().error == ""


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(cast):
    for person in (cast.secretary, cast.sibling_secretary, cast.tracker, cast.administrator):
        owe(person)
    make_digests(office=get_office(), now=NOW)
    start = threading.Barrier(2)

    def work():
        start.wait()
        send_digests(clock=lambda: NOW)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(message.to[0] for message in mail.outbox) == [
        "bithu2@vidu.vn",
        "bithu@vidu.vn",
        "quantri@vidu.vn",
        "tuyengiao@vidu.vn",
    ]
