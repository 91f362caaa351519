"""Says with each answer how many queries it took and how much of the processor, whoever else used the machine."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


def measured(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        count = 0

        def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*arguments)

        start = time.thread_time()
        with connection.execute_wrapper(counting):
            response = get_response(request)
        response["X-Queries"] = str(count)
        response["X-Processor"] = f"{(time.thread_time() - start) * 1000:.1f}"
        return response

    return middleware
