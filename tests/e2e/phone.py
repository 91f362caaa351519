"""What the scripts of a page do by themselves once it is open."""

from playwright.sync_api import Page


def ready(page: Page) -> None:
    """The worker is at work, the key is here, the pages are kept: the page asks nothing more in the background."""
    page.locator("body[data-offline-ready]").wait_for(state="attached")
