--[[ Take a kiosk for silent (取号机离线) that has not been heard for its time.
  Asks    kiosk
  Returns no ticket; nothing changes when it was heard again. ]]
local deadline = tonumber(redis.call('ZSCORE', key('due'), 'kiosk:' .. ask.kiosk) or 0)
if deadline == 0 or deadline > now then return answer(nil) end
redis.call('ZREM', key('due'), 'kiosk:' .. ask.kiosk)
redis.call('HSET', key('kiosk', ask.kiosk), 'state', 'silent')
tell('kiosk_changed', nil, { kiosk = ask.kiosk, state = 'silent' })
return answer(nil)
