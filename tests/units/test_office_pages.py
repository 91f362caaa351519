"""The page of the settings of the office."""

from django.urls import reverse

from tests.conftest import Cast
from units.models import Office


def office_facts(client) -> dict[str, str]:
    """What the browser would send back of the page untouched."""
    form = client.get(reverse("units:office")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    times = {name: f"{values[name]:%H:%M}" for name in ("quiet_from", "quiet_to")}
    return {name: "" if value is None else value for name, value in values.items()} | times


def test_office_goes_round(cast: Cast, as_user):
    client = as_user(cast.administrator)
    facts = office_facts(client) | {"name": "Đảng ủy Khối", "holidays": "2/9/2026\n1/1/2027\n\n02-09-2026"}

    assert client.post(reverse("units:office"), facts).status_code == 302

    office = Office.objects.get()
    assert (office.name, office.holidays, office.version) == ("Đảng ủy Khối", ["2026-09-02", "2027-01-01"], 1)
    again = office_facts(client)
    assert again["holidays"] == "2/9/2026\n1/1/2027"
    client.post(reverse("units:office"), again)
    assert Office.objects.get().version == 1


def test_every_setting_says_its_default(cast: Cast, as_user):
    form = as_user(cast.administrator).get(reverse("units:office")).context["form"]

    silent = [name for name in form.fields if name != "version" and "Mặc định" not in form.fields[name].help_text]
    assert silent == []


def test_every_group_can_be_jumped_to(cast: Cast, as_user):
    page = as_user(cast.administrator).get(reverse("units:office"))

    content = page.content.decode()
    missing = [anchor for anchor, _ in page.context["form"].groups if f'id="{anchor}"' not in content]
    assert missing == []


def test_every_setting_is_on_the_page(cast: Cast, as_user):
    page = as_user(cast.administrator).get(reverse("units:office"))

    content = page.content.decode()
    assert [name for name in page.context["form"].fields if f'name="{name}"' not in content] == []


def test_wrong_day_is_said_and_the_text_kept(cast: Cast, as_user):
    client = as_user(cast.administrator)

    page = client.post(reverse("units:office"), office_facts(client) | {"holidays": "2/9/2026\nTết"})

    assert page.context["form"].errors == {"holidays": ["“Tết” không phải là một ngày. Hãy viết như 2/9/2026."]}
    assert page.context["form"]["holidays"].value() == "2/9/2026\nTết"


def test_two_administrators_lose_neither_text(cast: Cast, as_user):
    client = as_user(cast.administrator)
    mine = office_facts(client) | {"place": "Đà Lạt"}
    client.post(reverse("units:office"), office_facts(client) | {"place": "Bảo Lộc"})

    page = client.post(reverse("units:office"), mine)

    assert page.status_code == 409
    assert [(item.label, item.theirs, item.ours) for item in page.context["differences"]] == [
        ("Địa danh", "Bảo Lộc", "Đà Lạt")
    ]
    again = mine | {"version": page.context["form"]["version"].value()}
    assert client.post(reverse("units:office"), again).status_code == 302
    assert Office.objects.get().place == "Đà Lạt"
