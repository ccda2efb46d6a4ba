--[[ Give a notice in waiting areas, or take it down again (通知播报): it is spoken and stands on their walls for a while.
  Asks    notice, areas (those that hear it, with commas), show_ms (0: take it down wherever it stands)
  Returns no ticket. ]]
redis.call('ZREMRANGEBYSCORE', key('notices'), '-inf', now)
local stands = false
for _, kept in ipairs(redis.call('ZRANGE', key('notices'), 0, -1)) do
  if cjson.decode(kept).notice == ask.notice then
    stands = true
    -- Given again it begins anew: it is spoken again, in the areas that are named now.
    redis.call('ZREM', key('notices'), kept)
  end
end
if ask.show_ms > 0 then
  tell('notice_given', nil, { notice = ask.notice, areas = ask.areas, until_at = text(now + ask.show_ms) })
  local kept = { key = text(seq), notice = ask.notice, areas = ask.areas, given_at = text(now) }
  redis.call('ZADD', key('notices'), now + ask.show_ms, cjson.encode(kept))
elseif stands then
  tell('notice_ended', nil, { notice = ask.notice, areas = ask.areas })
end
return answer(nil)
