from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị và người dùng"

    def ready(self) -> None:
        from units import receivers  # noqa: F401  hears who comes in
