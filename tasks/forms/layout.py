"""How the forms of this app are laid out: fields only, the template owns <form>, the token and the buttons."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


def laid_out(*fields: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper
