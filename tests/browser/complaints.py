"""What a browser complains of."""

from __future__ import annotations

from playwright.sync_api import Page


def complaints_of(page: Page) -> list[str]:
    """A list that grows with each complaint.

    Take a copy of it before the page is closed: a test may end while a file is on its way, and its server may be gone
    already. What comes then is the end's doing.
    """
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # What a page gives up itself, as it does with answers that nobody waits for any more, is no failure.
    page.on(
        "requestfailed",
        lambda each: complaints.append(f"{each.url} failed") if each.failure != "net::ERR_ABORTED" else None,
    )
    return complaints
