-- For wrk: each request is a person whom nobody knows yet. Arguments: key, host, first number, file of the body.
function init(args)
   n = tonumber(args[3])
   headers = { ["Content-Type"] = "application/json", ["X-API-Key"] = args[1], ["Host"] = args[2] }
   local file = io.open(args[4])
   body = file:read("*a")
   file:close()
end

function request()
   n = n + 1
   return wrk.format("POST", nil, headers, string.format(body, n, n))
end

function response(status)
   if status ~= 201 then
      wrk.thread:set("other", (wrk.thread:get("other") or 0) + 1)
   end
end

function setup(thread)
   threads = threads or {}
   table.insert(threads, thread)
end

function done(summary, latency)
   local other = 0
   for _, thread in ipairs(threads) do
      other = other + (thread:get("other") or 0)
   end
   local e = summary.errors
   io.write(string.format('{"requests": %d, "seconds": %f, "refused": %d, "broken": %d, "p50": %f, "p99": %f}\n',
      summary.requests, summary.duration / 1e6, other, e.connect + e.read + e.write + e.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
