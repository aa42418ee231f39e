"""HTTP: send with credentials, retry what is safe, keep the rate, follow pages. The only home of httpx."""

from core.client.client import Client, Silent, Timeouts, Watcher
from core.client.fetch import fetch_pages
from core.client.listing import Listing, Page
from core.client.transport import prepare

__all__ = ["Client", "Listing", "Page", "Silent", "Timeouts", "Watcher", "fetch_pages", "prepare"]
