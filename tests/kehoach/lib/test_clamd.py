"""What ClamAV says of a file, asked of a daemon of our own."""

from pathlib import Path

import pytest

from kehoach.lib.clamd import Unreachable, infection_of
from tests.kehoach.lib.clamd_daemon import MALWARE, daemon


def test_clean_file_is_told_from_an_infected_one():
    with daemon() as address:
        assert infection_of([b"clean", bytes(200_000)], address) == ""
    with daemon() as address:
        assert infection_of([bytes(70_000) + MALWARE[:5], MALWARE[5:]], address) == "Eicar-Test-Signature"


def test_daemon_is_found_at_a_socket_file(tmp_path: Path):
    with daemon(str(tmp_path / "clamd.ctl")) as address:
        assert infection_of([MALWARE], address) == "Eicar-Test-Signature"


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"UNKNOWN COMMAND\0"])
def test_answer_that_is_no_verdict_is_not_taken_for_one(said):
    with daemon(says=said) as address, pytest.raises(Unreachable):
        infection_of([b"clean"], address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl", "127.0.0.1:3310", "tcp://[::1"])
def test_daemon_that_is_not_there_is_unreachable(address):
    with pytest.raises(Unreachable):
        infection_of([b"clean"], address)
