--[[ Take a kiosk for silent (取号机离线) that has not been heard for its time.
  Asks    kiosk, off (it may be switched off now: nothing is told, and it is looked at again), again_ms
  Returns no ticket; nothing changes when it was heard again. ]]
local item = 'kiosk:' .. ask.kiosk
local deadline = tonumber(redis.call('ZSCORE', key('due'), item) or 0)
if deadline == 0 or deadline > now then return answer(nil) end
if ask.off then
  redis.call('ZADD', key('due'), now + ask.again_ms, item)
  return answer(nil)
end
redis.call('ZREM', key('due'), item)
redis.call('HSET', key('kiosk', ask.kiosk), 'state', 'silent')
tell('kiosk_changed', nil, { kiosk = ask.kiosk, state = 'silent' })
return answer(nil)
