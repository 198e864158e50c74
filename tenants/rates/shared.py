"""Counting in Redis, for all processes at once: one call, all buckets or none."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.exceptions import ConnectionError as Refused
from redis.retry import Retry

from crm.lib.redisurl import TIMEOUT
from tenants.rates.bucket import SLOTS, Bucket

# The count of window.Window. KEYS: a hash a bucket, the number of a slot -> how often in it. ARGV: the time in ms
# (0: by the clock of this server, which all processes share), the slots, limit and length in ms of each bucket.
# Gives the place of the bucket that is full for longest (0: none is, and each counted one) and its wait in ms.
SCRIPT = """
local now, slots = tonumber(ARGV[1]), tonumber(ARGV[2])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local full, longest = 0, 0
for place, key in ipairs(KEYS) do
  local limit, length = tonumber(ARGV[2 * place + 1]), tonumber(ARGV[2 * place + 2])
  local width = length / slots
  local last = math.floor(now / width)
  local counts, left = {}, 0
  local rows = redis.call('HGETALL', key)
  for row = 1, #rows, 2 do
    local slot, count = tonumber(rows[row]), tonumber(rows[row + 1])
    if slot < last - slots or slot > last then
      redis.call('HDEL', key, rows[row])
    else
      left = left + count
      counts[#counts + 1] = {slot, count}
    end
  end
  if left >= limit then
    local wait = length
    table.sort(counts, function(one, other) return one[1] < other[1] end)
    for _, held in ipairs(counts) do
      left = left - held[2]
      if left < limit then
        wait = (held[1] + slots + 1) * width - now
        break
      end
    end
    if wait > longest then full, longest = place, wait end
  end
end
if full > 0 then return {full, math.ceil(longest)} end
for place, key in ipairs(KEYS) do
  local width = tonumber(ARGV[2 * place + 2]) / slots
  redis.call('HINCRBY', key, string.format('%d', math.floor(now / width)), 1)
  redis.call('PEXPIRE', key, math.ceil(width * (slots + 2)))
end
return {0, 0}
"""


def take(buckets: Mapping[str, Bucket], *, now: float | None = None) -> tuple[str, float] | None:
    """As Alone.take. Raises redis.RedisError or OSError when Redis does not answer within TIMEOUT seconds."""
    numbers = [number for one in buckets.values() for number in (one.limit, one.seconds * 1000)]
    place, wait = _script(settings.REDIS_URL)(keys=list(buckets), args=[int((now or 0) * 1000), SLOTS, *numbers])
    return (list(buckets)[place - 1], wait / 1000) if place else None


@lru_cache(maxsize=4)
def _script(url: str) -> Script:
    """Its connections are as many as threads ask at once. One that Redis had closed is opened again, once; a Redis
    that hangs is asked once."""
    again = Retry(NoBackoff(), 1, supported_errors=(Refused,))
    client = Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=again)
    return client.register_script(SCRIPT)
