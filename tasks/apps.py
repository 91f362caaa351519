from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = "Kế hoạch và nhiệm vụ"

    def ready(self) -> None:
        from tasks import receivers  # noqa: F401  hears what the units app says
