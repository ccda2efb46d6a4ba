--[[ Leave numbers out for the rest of the day (跳号): a hall that was restored does not give what is on paper already.
  Numbers for a cut neither: any kiosk known may have had a lease that is forgotten, so nobody gets the next ones.
  Asks    count (how many of each series), offset_ms (the zone's)
  Returns no ticket. ]]
local day = text(math.floor((now + ask.offset_ms) / 86400000))
local before = head.skipped_on == day and tonumber(head.skipped) or 0
redis.call('HSET', key('head'), 'skipped_on', day, 'skipped', text(before + ask.count))
local leases = key('leases', day)
for _ = 1, redis.call('ZCARD', key('kiosks')) do
  local place = redis.call('HLEN', leases)
  redis.call('HSET', leases, 'skipped ' .. place, place)
end
redis.call('EXPIRE', leases, 259200)
tell('numbers_skipped', nil, { count = text(ask.count) })
return answer(nil)
