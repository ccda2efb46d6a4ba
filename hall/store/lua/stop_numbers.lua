--[[ Give no more numbers for a service (停止取号), or give them again: who waits is served, who has booked may check in.
  Asks    service, stops (true, or false to give them again)
  Returns no ticket. ]]
local was = redis.call('HGET', key('no_numbers'), ask.service)
if ask.stops and not was then
  redis.call('HSET', key('no_numbers'), ask.service, cjson.encode({ at = text(now), by = ask.actor }))
  tell('numbers_stopped', nil, { service = ask.service })
elseif was and not ask.stops then
  redis.call('HDEL', key('no_numbers'), ask.service)
  tell('numbers_resumed', nil, { service = ask.service })
end
return answer(nil)
