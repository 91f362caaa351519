"""What the tests of getting in share."""

import re

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from tests.factories import PASSWORD
from units.models import User

OWN_PASSWORD = "con đường làng xưa"


def log_in(login: str = "bithu", password: str = PASSWORD, client: Client | None = None, **headers: str):
    client = client or Client()
    response = client.post("/dang-nhap", {"login": login, "password": password}, **headers)
    return client, response


def is_in(client: Client) -> bool:
    return client.get("/tai-khoan").status_code == 200


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_totp(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def refusal(response) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", response.content.decode())
