"""A person at a browser: one connection kept open, cookies, forms."""

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

HIDDEN = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    milliseconds: float  # until the last byte
    processor: float  # milliseconds of the web process; the database's are not in it
    queries: int
    address: str

    def hidden(self) -> dict[str, str]:
        """What the page's forms send by themselves; the last of several with one name."""
        inputs = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(self.body.decode())]
        return {field["name"]: field.get("value", "") for field in inputs if field.get("type") == "hidden"}


class Person:
    """Takes: port of a server on this machine. Errors: RuntimeError when the log-in is refused."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port, self.cookies = port, {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        form = self.get("/dang-nhap").hidden()
        if self.post("/dang-nhap", form | {"login": username, "password": password}).status != 302:
            raise RuntimeError(f"{username} may not sign in")

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(data))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        taken = (time.perf_counter() - start) * 1000
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        queries, processor = int(response.headers["X-Queries"]), float(response.headers["X-Processor"])
        return Answer(response.status, content, taken, processor, queries, response.headers.get("Location", path))
