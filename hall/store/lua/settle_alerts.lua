--[[ Settle what is wrong (告警) after somebody looked: each alert is raised, kept or cleared, with its event.
  Asks    items (the deadlines that led to the look), again (the deadline of the next look while anything stays wrong),
          again_ms, verdicts (alert, bad, quiet: without an event, good_at: since when it is well, calm_ms: for how long
          nothing must have been wrong before it is cleared)
  Returns no ticket; nothing changes when somebody else has looked meanwhile. ]]
local due = false
for _, item in ipairs(ask.items) do
  local deadline = tonumber(redis.call('ZSCORE', key('due'), item) or 0)
  if deadline > 0 and deadline <= now then
    due = true
    redis.call('ZREM', key('due'), item)
  end
end
if not due then return answer(nil) end
local open = false
for _, verdict in ipairs(ask.verdicts) do
  local kept = redis.call('HGET', key('alerts'), verdict.alert)
  local was = kept and cjson.decode(kept)
  local cause, subject = string.match(verdict.alert, '^([^:]+):(.*)$')
  if verdict.bad then
    local is = { since = was and was.since or text(now), wrong_at = text(now) }
    redis.call('HSET', key('alerts'), verdict.alert, cjson.encode(is))
    open = true
    if not was and not verdict.quiet then tell('alert_raised', nil, { cause = cause, subject = subject }) end
  elseif was and verdict.good_at >= tonumber(was.wrong_at) and now - tonumber(was.wrong_at) >= verdict.calm_ms then
    redis.call('HDEL', key('alerts'), verdict.alert)
    if not verdict.quiet then
      tell('alert_cleared', nil, { cause = cause, subject = subject, lasted_ms = text(now - tonumber(was.since)) })
    end
  elseif was then
    open = true
  end
end
if open then redis.call('ZADD', key('due'), now + ask.again_ms, ask.again) end
return answer(nil)
