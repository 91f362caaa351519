"""manage.py propose_plan FILE."""

import io
import json

import pytest
from django.core.management import call_command

from tests.tasks.importing.documents import PARTY
from tests.tasks.importing.reading import read


def test_prints_the_proposal_as_json(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PARTY, encoding="utf-8")
    out = io.StringIO()
    call_command("propose_plan", str(path), stdout=out)
    assert json.loads(out.getvalue()) == read(PARTY).to_dict()
    assert '"type": "KẾ HOẠCH"' in out.getvalue()


@pytest.mark.parametrize("name", ["a.pdf", "khong-co.docx"])
def test_refusal_is_one_sentence_and_exit_code_two(tmp_path, name):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    err = io.StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("propose_plan", str(tmp_path / name), stderr=err)
    assert ending.value.code == 2
    assert len(err.getvalue().strip().splitlines()) == 1
