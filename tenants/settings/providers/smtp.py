"""A clinic's own mail server: tried, to say whether its credentials fit (RFC 5321, 8314)."""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext as _

from crm.lib.errors import ProviderAway
from crm.lib.sasl import log_in_to_smtp
from crm.lib.smtp import connected
from tenants.settings.errors import ProviderRefused
from tenants.settings.providers.addresses import Inside, NotFound, public_address
from tenants.settings.providers.oauth import SignInRefused

TIMEOUT = 5  # seconds for each answer
DEADLINE = 15  # seconds for the whole talk
NO_PASSWORDS = (b"5.7.30", b"5.7.139")  # Microsoft 365 without basic authentication (INTEGRATIONS 0.8)


def try_login(values: Mapping[str, str], find_token: Callable[[], str] | None = None) -> None:
    """Connect and log in; send nothing. Raises ProviderRefused with what to change."""
    host, port = values["host"], int(values["port"])
    with _in_words(host):
        token = find_token() if find_token else ""
        address = public_address(host, port)
        with connected(host, address, port, values["security"], timeout=TIMEOUT, deadline=DEADLINE) as server:
            log_in_to_smtp(server, values["user"], password=values["password"], token=token)


@contextmanager
def _in_words(host: str) -> Iterator[None]:
    """Each way it fails in one sentence; never the server's own words."""
    try:
        yield
    except SignInRefused:
        said = _("There was no token to log in with. Test the mail sign-in under Integrations: it says why.")
        raise ProviderRefused(said) from None
    except ProviderAway:
        said = _("The provider did not answer. Try again in a minute; if it stays so, look at its status page.")
        raise ProviderRefused(said) from None
    except NotFound:
        raise ProviderRefused(_("There is no server called %(host)s. Check its name.") % {"host": host}) from None
    except Inside:
        raise ProviderRefused(_("This address lies inside our own network. Enter a public mail server.")) from None
    except smtplib.SMTPAuthenticationError as refused:
        if any(code in refused.smtp_error for code in NO_PASSWORDS):
            said = _("Microsoft takes no passwords here. Enter a mail sign-in under Integrations, for this user.")
            raise ProviderRefused(said) from None
        raise ProviderRefused(_("The server refused user or password. Enter them again.")) from None
    except UnicodeError:  # smtplib sends ASCII only
        said = _("User and password can hold plain letters, digits and signs only: no accents.")
        raise ProviderRefused(said) from None
    except ssl.SSLCertVerificationError:
        said = _("The certificate of the server does not fit its name. Check the name, or ask your provider.")
        raise ProviderRefused(said) from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        said = _("The server does not speak this kind of encryption here. Try the other one, or another port.")
        raise ProviderRefused(said) from None
    except ConnectionRefusedError:
        raise ProviderRefused(_("Nothing answers on this port. Usual ones are 587 and 465.")) from None
    except (OSError, smtplib.SMTPException) as lost:
        if isinstance(lost, TimeoutError) or isinstance(lost.__context__, TimeoutError):  # smtplib wraps it
            raise ProviderRefused(_("The server did not answer in time. Check name and port.")) from None
        raise ProviderRefused(_("The server broke off. Check port and encryption.")) from None
