"""Pages go out packed, files as they are."""

import gzip

from django.urls import reverse

from tasks.services.files import check_files, keep_evidence
from tests.factories import make_update
from tests.tasks.sample_files import PNG, upload
from units.models import Office

PACKED = {"Accept-Encoding": "gzip, br"}


def test_page_is_packed_for_a_browser_that_can_unpack_it(cast, as_user):
    client = as_user(cast.secretary)

    plain, packed = client.get("/viec-cua-don-vi/"), client.get("/viec-cua-don-vi/", headers=PACKED)

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"Vi\xe1\xbb\x87c c\xe1\xbb\xa7a" in gzip.decompress(packed.content)


def test_file_is_sent_as_it_lies(assignment, cast, as_user):
    [row] = keep_evidence(make_update(assignment, cast.secretary), check_files([upload("a.png", PNG)], Office()))

    response = as_user(cast.secretary).get(reverse("tasks:evidence", args=[row.pk]), headers=PACKED)

    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(len(PNG))
    assert b"".join(response.streaming_content) == PNG
