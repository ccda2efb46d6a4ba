--[[ Hear a kiosk (取号机心跳): how it and its printer are. What has changed is told; numbers for a cut are leased to it.
  Asks    kiosk, state (ok, or what is wrong), paper (ok, near_end), paper_mm (used of the roll), version,
          pending (slips it gave while it was cut off, of which the hall has not heard), silent_ms, day
  Returns no ticket; `at` is the hall's clock, `place` which lease of the day is its own, `restarts` how often its page
  was asked to begin anew. ]]
local name = key('kiosk', ask.kiosk)
local was = record(name)
redis.call('HSET', name, 'state', ask.state, 'paper', ask.paper, 'paper_mm', text(ask.paper_mm), 'version', ask.version,
  'heard_at', text(now))
redis.call('ZADD', key('kiosks'), now, ask.kiosk)
-- While it has something to tell of the time when nobody heard it, that time is not over.
if ask.pending == 0 or not was.contact_at then redis.call('HSET', name, 'contact_at', text(now)) end
redis.call('ZADD', key('due'), now + ask.silent_ms, 'kiosk:' .. ask.kiosk)
if ask.state ~= (was.state or 'ok') or ask.paper ~= (was.paper or 'ok') then
  tell('kiosk_changed', nil, { kiosk = ask.kiosk, state = ask.state, paper = ask.paper })
end
local leases = key('leases', text(ask.day))
redis.call('HSETNX', leases, ask.kiosk, redis.call('HLEN', leases))
redis.call('EXPIRE', leases, 259200)
return answer(nil, { at = now, place = tonumber(redis.call('HGET', leases, ask.kiosk)),
  restarts = tonumber(was.restarts or 0) })
