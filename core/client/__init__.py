"""HTTP: send with credentials, retry what is safe, keep the rate, follow pages. The only home of httpx."""

from core.client.client import Client, Silent, Timeouts, Watcher
from core.client.pages import Listing, Page, fetch_pages
from core.client.transport import prepare

__all__ = ["Client", "Listing", "Page", "Silent", "Timeouts", "Watcher", "fetch_pages", "prepare"]
