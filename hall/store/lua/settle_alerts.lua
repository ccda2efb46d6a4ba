--[[ Settle what is wrong (告警) after somebody looked: each alert is raised, kept or cleared, with its event.
  Asks    items (the deadlines that led to the look), again (the deadline of the next look), again_ms, always (there is
          a next look also when nothing is wrong, and a first one), verdicts (alert, bad, quiet: without an event,
          good_at: since when it is well, figure: what was measured, hold_ms: for how long it must be wrong before it is
          raised, calm_ms: for how long nothing must have been wrong before it is cleared)
  Returns no ticket; nothing changes when somebody else has looked meanwhile. ]]
local due = false
for _, item in ipairs(ask.items) do
  local deadline = tonumber(redis.call('ZSCORE', key('due'), item) or 0)
  if deadline <= now and (deadline > 0 or ask.always) then
    due = true
    redis.call('ZREM', key('due'), item)
  end
end
if not due then return answer(nil) end
local open = ask.always
local function keep(alert, is)
  redis.call('HSET', key('alerts'), alert, cjson.encode(is))
  open = true
end
for _, verdict in ipairs(ask.verdicts) do
  local kept = redis.call('HGET', key('alerts'), verdict.alert)
  local is = kept and cjson.decode(kept)
  local cause, subject = string.match(verdict.alert, '^([^:]+):(.*)$')
  local calm = is and verdict.good_at >= tonumber(is.wrong_at) and now - tonumber(is.wrong_at) >= verdict.calm_ms
  if verdict.bad then
    -- What began to be wrong before nobody looked for a while begins anew: nobody knows how it was meanwhile.
    if not is or (not is.raised_at and now - tonumber(is.wrong_at) > 6 * ask.again_ms) then is = { since = text(now) } end
    is.wrong_at, is.figure = text(now), verdict.figure
    if not is.raised_at and now - tonumber(is.since) >= verdict.hold_ms then
      is.raised_at = text(now)
      if not verdict.quiet then
        tell('alert_raised', nil, { cause = cause, subject = subject, figure = verdict.figure })
      end
    end
    keep(verdict.alert, is)
  elseif is and (calm or not is.raised_at) then
    redis.call('HDEL', key('alerts'), verdict.alert)
    if is.raised_at and not verdict.quiet then
      tell('alert_cleared', nil, { cause = cause, subject = subject, lasted_ms = text(now - tonumber(is.since)) })
    end
  elseif is then
    is.figure = verdict.figure
    keep(verdict.alert, is)
  end
end
if open then redis.call('ZADD', key('due'), now + ask.again_ms, ask.again) end
return answer(nil)
