"""Without a line: the unit's work opens, what is sent waits on the phone, and arrives once and in order."""

import re

import pytest
from django.conf import settings
from django.test import Client
from PIL import ExifTags, Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from reports.models import UnitReport
from tasks.models import Assignment, Evidence, Update
from tests.e2e.office import OVERDUE, fill
from tests.e2e.phone import ready
from tests.e2e.test_secretary import prepare_report
from tests.factories import NOW, PASSWORD
from tests.tasks.sample_files import MACRO_DOCX, PNG, picture
from units.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("browser_context_args", ["phone"], indirect=True),
]
WORK = "/viec-cua-don-vi/"
QUEUE = "/cho-gui/"
KEPT = re.compile("được cất trên máy này")


@pytest.fixture(autouse=True)
def _office(plan, bloc, cast) -> None:
    fill(plan, bloc, cast.secretary)


@pytest.fixture
def at_work(page, open_as, cast) -> Page:
    """The secretary at "Việc của đơn vị", on a phone that has kept what it needs without a line."""
    page.clock.install(time=NOW)  # the phone's clock goes with the server's
    open_as(cast.secretary, WORK)
    ready(page)
    return page


def row_of(page: Page, text: str = OVERDUE) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def write(page: Page, result: str, text: str = OVERDUE) -> Locator:
    """Open the form in its row and type; without a line it is the kept one."""
    row = row_of(page, text)
    row.get_by_role("link", name="Cập nhật tiến độ").click()
    row.get_by_label("Kết quả đã làm được").fill(result)
    return row


def send(row: Locator) -> None:
    row.get_by_role("button", name="Lưu cập nhật").click()


def entry_of(page: Page, result: str) -> Locator:
    return page.locator("#kh-queue > li").filter(has_text=result)


def results() -> list[str]:
    return list(Update.objects.order_by("pk").values_list("result", flat=True))


def test_progress_and_a_photo_wait_for_the_line(at_work, context, live_server, assert_accessible):
    page = at_work
    context.set_offline(True)
    row = write(page, "Đã họp lần một.")
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    photo = picture("JPEG", size=(3200, 1600), colour="blue", exif=turned)
    row.get_by_label("Minh chứng").set_input_files({"name": "hop.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(row.get_by_role("list", name="Tệp đã chọn")).to_contain_text("hop.jpg")
    send(row)
    expect(row.get_by_text(KEPT)).to_be_visible()
    assert results() == []

    page.goto(f"{live_server.url}{QUEUE}")
    expect(page.locator("#kh-kept")).to_be_visible()
    expect(entry_of(page, "Đã họp lần một.")).to_contain_text("Chờ gửi")
    expect(entry_of(page, "Đã họp lần một.")).to_contain_text("1 tệp")
    assert_accessible(page)

    context.set_offline(False)
    expect(entry_of(page, "Đã họp lần một.")).to_contain_text("Đã nhận")
    assert results() == ["Đã họp lần một."]
    kept = Evidence.objects.get()
    assert (kept.name, kept.content_type) == ("hop.jpg", "image/jpeg")
    with kept.file.open() as content:  # upright, and smaller than the server itself would make it
        assert Image.open(content).size == (800, 1600)


def test_several_entries_of_one_task_arrive_in_the_order_of_pressing(at_work, context, live_server):
    page = at_work
    context.set_offline(True)
    for number in ("một", "hai", "ba"):
        page.goto(f"{live_server.url}{WORK}")
        row = write(page, f"Đã họp lần {number}.")
        send(row)
        expect(row.get_by_text(KEPT)).to_be_visible()

    page.goto(f"{live_server.url}{QUEUE}")
    context.set_offline(False)

    expect(page.locator("#kh-queue").get_by_text("Đã nhận")).to_have_count(3)
    assert results() == ["Đã họp lần một.", "Đã họp lần hai.", "Đã họp lần ba."]


def test_what_waits_survives_a_reload_and_the_work_opens(at_work, context, live_server, assert_accessible):
    page = at_work
    context.set_offline(True)
    page.reload()
    expect(page.locator("#kh-kept")).to_contain_text("bản lưu trên máy")
    send(write(page, "Đã họp."))
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
    page.goto(f"{live_server.url}/")
    expect(page).to_have_url(re.compile(f"{WORK}$"))
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()

    context.set_offline(False)

    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_hidden()
    assert results() == ["Đã họp."]
    expect(page.locator("#kh-kept")).to_contain_text("Đã có mạng.")
    expect(page.get_by_text("Không có mạng.")).to_be_hidden()
    assert_accessible(page)
    page.get_by_role("button", name="Xem bản mới nhất").click()
    expect(page.locator("#kh-kept")).to_be_hidden()


def test_page_that_was_never_opened_says_so_without_a_line(at_work, context, live_server, assert_accessible):
    context.set_offline(True)

    at_work.goto(f"{live_server.url}/ke-hoach/")

    expect(at_work.get_by_role("heading", name="Không có mạng")).to_be_visible()
    assert_accessible(at_work)


def test_draft_with_its_photo_opens_without_a_line_and_goes_whole(at_work, context, live_server, assert_accessible):
    page = at_work
    row = write(page, "Đã họp.")
    row.get_by_label("Minh chứng").set_input_files({"name": "hop.png", "mimeType": "image/png", "buffer": PNG})
    expect(row.get_by_label("Tệp đã đính kèm")).to_contain_text("hop.png")
    expect(row.locator("[data-draft]")).to_contain_text("Đã lưu nháp")
    page.goto(f"{live_server.url}{QUEUE}")
    ready(page)
    context.set_offline(True)
    page.goto(f"{live_server.url}{WORK}")
    row_of(page).get_by_role("link", name="Cập nhật tiến độ").click()
    expect(row_of(page).get_by_label("Kết quả đã làm được")).to_have_value("Đã họp.")
    expect(row_of(page).get_by_label("Tệp đã đính kèm")).to_contain_text("hop.png")
    assert_accessible(page)
    send(row_of(page))
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()

    context.set_offline(False)

    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_hidden()
    assert results() == ["Đã họp."]
    assert [file.name for file in Update.objects.get().evidence.all()] == ["hop.png"]


def test_answer_that_is_lost_on_its_way_makes_no_second_entry(at_work, context, live_server):
    page = at_work
    row = write(page, "Đã họp.")
    cut, lost = re.compile("/cap-nhat/"), []

    def lose_answer(route) -> None:
        if route.request.method == "POST" and "X-Draft" not in {name.title() for name in route.request.headers}:
            if not lost:
                lost.append(route.fetch())  # the server has it …
            route.abort()  # … and the phone never hears of it, nor of what it tries next
        else:
            route.continue_()

    page.route(cut, lose_answer)
    send(row)
    expect(row.get_by_text(KEPT)).to_be_visible()
    assert results() == ["Đã họp."]

    page.unroute(cut)
    page.goto(f"{live_server.url}{QUEUE}")

    expect(entry_of(page, "Đã họp.")).to_contain_text("Đã nhận")
    assert results() == ["Đã họp."]


def test_sending_is_tried_again_after_a_pause(at_work, context):
    page = at_work
    context.set_offline(True)
    send(write(page, "Đã họp."))
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
    block_sending(page)
    with page.expect_event("requestfailed", lambda request: "/cap-nhat/" in request.url):
        context.set_offline(False)
    page.unroute(re.compile("/cap-nhat/"))

    page.clock.fast_forward("10:00")

    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_hidden()
    assert results() == ["Đã họp."]


def test_queue_waits_for_the_log_in_and_says_so(at_work, context, live_server, cast, assert_accessible):
    page = at_work
    context.set_offline(True)
    send(write(page, "Đã họp."))
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
    page.goto(f"{live_server.url}{QUEUE}")
    context.clear_cookies()  # the session ends, and with it the token
    context.set_offline(False)
    expect(page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    assert_accessible(page)
    assert results() == []

    page.get_by_role("link", name="đăng nhập lại").click()
    log_in(page, cast.secretary)

    expect(page).to_have_url(re.compile(f"{QUEUE}$"))
    expect(entry_of(page, "Đã họp.")).to_contain_text("Đã nhận")
    assert results() == ["Đã họp."]


def log_in(page: Page, person: User) -> None:
    page.get_by_label(re.compile("^Tên đăng nhập")).fill(person.username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_refused_entry_says_why_and_is_mended(at_work, context, live_server, assert_accessible):
    page = at_work
    context.set_offline(True)
    row = write(page, "Đã họp.")
    row.get_by_label("Minh chứng").set_input_files({"name": "a.docx", "mimeType": "x/y", "buffer": MACRO_DOCX})
    send(row)
    expect(row.get_by_text(KEPT)).to_be_visible()
    page.goto(f"{live_server.url}{QUEUE}")
    context.set_offline(False)
    refused = entry_of(page, "Đã họp.")
    expect(refused).to_contain_text("Bị từ chối")
    expect(refused).to_contain_text("có chứa macro")
    assert_accessible(page)

    refused.get_by_role("link", name="Sửa rồi gửi lại").click()
    expect(page.get_by_label("Kết quả đã làm được")).to_have_value("Đã họp.")
    page.get_by_label("Minh chứng").set_input_files([])
    page.get_by_role("button", name="Lưu cập nhật").click()

    expect(page.get_by_role("heading", name=re.compile("^Nhiệm vụ"))).to_be_visible()
    assert results() == ["Đã họp."]
    page.goto(f"{live_server.url}{QUEUE}")
    expect(page.get_by_text("Không có nội dung nào chờ gửi.")).to_be_visible()


def test_entry_that_another_device_went_before_is_shown_as_refused(at_work, context, live_server, as_user, cast):
    page = at_work
    context.set_offline(True)
    row = write(page, "Từ máy thứ nhất.")
    send(row)
    expect(row.get_by_text(KEPT)).to_be_visible()
    assignment = Assignment.objects.get(task__text=OVERDUE)
    other = {"version": assignment.version, "key": "5a2f0cf4-7f0b-4a7e-8f38-0d6a0f7f2f11", "state": "in_progress"}
    as_user(cast.secretary).post(
        f"/phan-cong/{assignment.pk}/cap-nhat/", other | {"result": "Từ máy thứ hai.", "on": "2026-11-18"}
    )
    page.goto(f"{live_server.url}{QUEUE}")

    context.set_offline(False)

    expect(entry_of(page, "Từ máy thứ nhất.")).to_contain_text("vừa được người khác cập nhật")
    assert results() == ["Từ máy thứ hai."]


def test_form_on_its_own_page_waits_too(at_work, context, live_server):
    page = at_work
    assignment = Assignment.objects.get(task__text=OVERDUE)
    page.goto(f"{live_server.url}/phan-cong/{assignment.pk}/cap-nhat/")
    page.get_by_label("Kết quả đã làm được").fill("Đã họp.")
    context.set_offline(True)
    page.get_by_role("button", name="Lưu cập nhật").click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()

    context.set_offline(False)

    expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_hidden()
    assert results() == ["Đã họp."]


def test_report_that_is_ready_waits_and_is_in_time(at_work, context, live_server, cast, assert_accessible):
    page = at_work
    prepare_report(page)
    context.set_offline(True)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Xem nội dung chờ gửi").click()
    expect(entry_of(page, "Gửi báo cáo")).to_contain_text("Chờ gửi")

    context.set_offline(False)

    expect(entry_of(page, "Gửi báo cáo")).to_contain_text("Đã nhận")
    assert UnitReport.objects.filter(state="sent", sent_by=cast.secretary, unit__code="CB02").count() == 1


def test_form_that_cannot_wait_keeps_its_text_on_the_page(at_work, context, live_server):
    page = at_work
    page.get_by_role("button", name="Lập báo cáo").click()
    page.get_by_label("Phương hướng, nhiệm vụ kỳ tới").fill("Tiếp tục tuyên truyền.")
    context.set_offline(True)
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    expect(page.get_by_text("Không có mạng nên chưa gửi được.")).to_be_visible()
    expect(page.get_by_label("Phương hướng, nhiệm vụ kỳ tới")).to_have_value("Tiếp tục tuyên truyền.")

    context.set_offline(False)
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()

    expect(page.get_by_role("heading", name="Kiểm tra lại trước khi gửi")).to_be_visible()


class TestSharedPhone:
    """Two secretaries, one phone."""

    def test_next_person_sees_and_sends_nothing_of_the_first(
        self, at_work, context, live_server, cast, open_as, assert_accessible
    ):
        page = at_work
        context.set_offline(True)
        send(write(page, "Của người thứ nhất."))
        expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
        block_sending(page)
        context.set_offline(False)
        sign_out(page)

        log_in(page, cast.sibling_secretary)
        expect(page.get_by_role("heading", name="Việc của đơn vị")).to_be_visible()
        ready(page)
        page.goto(f"{live_server.url}{QUEUE}")
        expect(page.get_by_text("Không có nội dung nào chờ gửi.")).to_be_visible()
        context.set_offline(True)
        page.goto(f"{live_server.url}{WORK}")
        expect(page.locator("#kh-kept")).to_be_visible()
        expect(page.get_by_text(OVERDUE)).to_have_count(0)
        context.set_offline(False)
        assert results() == []

        page.unroute(re.compile("/cap-nhat/"))
        page.goto(f"{live_server.url}{WORK}")
        sign_out(page, warned=False)
        log_in(page, cast.secretary)
        expect(page.get_by_role("heading", name="Việc của đơn vị")).to_be_visible()
        page.goto(f"{live_server.url}{QUEUE}")
        expect(entry_of(page, "Của người thứ nhất.")).to_contain_text("Đã nhận")
        assert Update.objects.get().by == cast.secretary

    def test_after_signing_out_nothing_can_be_read_on_the_phone(self, at_work, context, live_server):
        page = at_work
        context.set_offline(True)
        send(write(page, "Nội dung kín."))
        expect(page.get_by_role("link", name="Chờ gửi 1")).to_be_visible()
        block_sending(page)
        context.set_offline(False)

        sign_out(page)

        left = page.evaluate(
            """async () => {
                const pages = (await caches.keys()).filter((name) => name.startsWith("kehoach-pages:"));
                const opened = await new Promise((done) => {
                    const asked = indexedDB.open("kehoach-queue");
                    asked.onsuccess = () => done(asked.result);
                });
                const all = (name) => new Promise((done) => {
                    const asked = opened.transaction(name).objectStore(name).getAll();
                    asked.onsuccess = () => done(asked.result);
                });
                const [item] = await all("items");
                const text = new TextDecoder().decode(item.box.data);
                const owners = (await all("owner")).length;
                return { pages, owners, readable: text.includes("kín"), state: item.state };
            }"""
        )
        assert left == {"pages": [], "owners": 0, "readable": False, "state": "waiting"}
        context.set_offline(True)
        page.goto(f"{live_server.url}{WORK}")
        expect(page.get_by_role("heading", name="Không có mạng")).to_be_visible()


def block_sending(page: Page) -> None:
    """The line is there for everything but sending."""
    page.route(re.compile("/cap-nhat/"), lambda route: route.abort())


def sign_out(page: Page, *, warned: bool = True) -> None:
    page.locator(".kh-menu-narrow > summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    if warned:
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Trên máy này còn 1 nội dung chưa gửi")
        dialog.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()


def test_it_can_be_installed(at_work: Page, context: BrowserContext) -> None:
    """By Chromium's own criteria; and the worker is served with the strict policy."""
    devtools = context.new_cdp_session(at_work)

    found = devtools.send("Page.getAppManifest")
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert found["errors"] == []
    assert [error["errorId"] for error in errors] in ([], ["in-incognito"])
    worker = Client().get("/sw.js")
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
    assert settings.STATIC_URL in worker.content.decode()
