from typing import Protocol

from tenants.notices.mailkinds import Mail


class MailServer(Protocol):
    """Takes a mail over, or says why not."""

    def send(self, mail: Mail) -> None:
        """Raises TryAgain and GiveUp when the server did not take it, OutcomeUnknown when it did not say."""
