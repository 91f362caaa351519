"""Reading a list page."""


def names(response) -> list[str]:
    return [str(row) for row in response.context["page_obj"]]
