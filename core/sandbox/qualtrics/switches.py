"""What can be turned, and what can be set, while the stand-in runs."""

BRAND_ADMIN = "brand_admin"
"""The token belongs to a Brand Administrator."""
PROXIED = "proxied"
"""Every success carries the notice of a call that came by way of another data centre."""
LITE_DIRECTORY = "lite_directory"
"""The account has XM Directory Lite: calls on the contacts of a directory are refused."""
SMS_CREDITS = "sms_credits"
"""The account may send SMS; if not, distributions of them are refused."""
LOOKUP_IDS = "lookup_ids_in_lists"
"""The contacts of a mailing list show their lookup id; the official schema leaves it out."""
STRICT_PAGE_SIZE = "page_size_over_100_refused"
"""More than 100 as page size is refused; else it becomes 100."""
RETRY_AFTER = "retry_after_on_429"
"""A 429 says how long to wait."""
CHECK_BLOCKS = "publication_check_blocks"
"""An event subscription is refused if its address does not answer a GET with 200."""

RESPONSE_LAG = "response_lag_seconds"
"""So long after its event a response is not found."""
HOOK_RETRIES = "hook_retries"
"""So often a delivery is repeated that was not answered with 200."""
HOOK_RETRY_SECONDS = "hook_retry_seconds"
"""The time between two tries of a delivery."""


def first_switches() -> dict[str, bool]:
    """Return the switches as they stand at the start."""
    return {
        BRAND_ADMIN: True,
        PROXIED: False,
        LITE_DIRECTORY: False,
        SMS_CREDITS: True,
        LOOKUP_IDS: True,
        STRICT_PAGE_SIZE: False,
        RETRY_AFTER: True,
        CHECK_BLOCKS: True,
    }


def first_settings() -> dict[str, float]:
    """Return the settings as they stand at the start."""
    return {RESPONSE_LAG: 0.5, HOOK_RETRIES: 5, HOOK_RETRY_SECONDS: 0.2}
