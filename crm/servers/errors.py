class ServersError(Exception):
    """The embedded servers cannot be had. The message says why and what to do, for a person to read."""
