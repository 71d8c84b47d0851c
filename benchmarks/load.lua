-- What wrk sends, and what it says at the end: requests, microseconds in all, percentiles in
-- microseconds, and how many of the answers were no success.
--
--    wrk -s load.lua URL -- METHOD AUTHORIZATION BODY

function init(args)
   wrk.method = args[1]
   wrk.headers["Authorization"] = args[2]
   if args[3] ~= nil then
      wrk.headers["Content-Type"] = "application/json"
      wrk.body = args[3]
   end
end

function done(summary, latency)
   io.write(string.format("\n%d %d %d %d %d\n", summary.requests, summary.duration,
      latency:percentile(50), latency:percentile(99), summary.errors.status))
end
