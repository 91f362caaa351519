from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KehoachConfig(AppConfig):
    name = "kehoach"
    verbose_name = "Kehoach"


class DataSiteConfig(AdminConfig):
    """Django's admin with our site, which looks at roles."""

    default_site = "kehoach.admin.DataSite"
