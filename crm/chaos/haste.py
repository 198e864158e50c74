"""For workers of a run alone (`celery -I`): a minute of chaos is some ten of the product's own.

Every wait of the product is shorter, in proportion; a lease stays longer than the longest call.
"""

from datetime import timedelta

from comms.services import accounts, sending
from tenants.inbound.services import reading
from tenants.outbox.services import sweep, work

TIMES = 10

work.LEASE /= TIMES
sweep.BUSY /= TIMES
sweep.IDLE = timedelta(seconds=3)
sending.WAITS = {trouble: tuple(one / TIMES for one in waits) for trouble, waits in sending.WAITS.items()}
accounts.FIRST /= TIMES
accounts.LONGEST /= TIMES
reading.WAITS = tuple(one / TIMES for one in reading.WAITS)
