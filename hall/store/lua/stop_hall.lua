--[[ Stop the whole hall, or let it go on (全厅暂停、恢复): no numbers and no calls meanwhile, every place kept.
  Asks    reason (empty: go on)
  Returns no ticket. ]]
local was = head.stopped or ''
if ask.reason ~= was then
  if ask.reason == '' then redis.call('HDEL', key('head'), 'stopped')
  else redis.call('HSET', key('head'), 'stopped', ask.reason) end
  tell(ask.reason == '' and 'hall_resumed' or 'hall_stopped', nil, { reason = ask.reason })
end
return answer(nil)
