-- wrk script: replays "signature body" lines, each once, so that every request has its own wamid.
-- One thread (-t1). The file's name is the first argument after "--".
local lines, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    lines[#lines + 1] = line
  end
end

function request()
  at = at % #lines + 1
  local line = lines[at]
  local space = line:find(" ", 1, true)
  return "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\n"
    .. "Content-Type: application/json\r\nX-Hub-Signature-256: " .. line:sub(1, space - 1)
    .. "\r\nContent-Length: " .. (#line - space) .. "\r\n\r\n" .. line:sub(space + 1)
end

-- One machine-readable line, latencies in milliseconds.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p99_ms":%.3f,"not_200":%d,"socket_errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    e.status, e.connect + e.read + e.write + e.timeout))
end
