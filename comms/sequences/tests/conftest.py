from comms.tests.conftest import agent, clock, line  # noqa: F401  fixtures
