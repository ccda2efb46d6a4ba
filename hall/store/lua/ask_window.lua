--[[ Ask something of a window (请办): it stands at its console and the guide's desk until it is done, or for a while.
  Asks    window, wish (open, call, help; empty: nothing any more), service (whose visitors it is about), show_ms
  Returns no ticket. ]]
if ask.wish ~= '' then
  local wish = { wish = ask.wish, service = ask.service, asked_at = text(now), until_at = text(now + ask.show_ms),
    asked_by = ask.actor, ticket = window_by(ask.window).ticket }
  redis.call('HSET', key('wishes'), ask.window, cjson.encode(wish))
  tell('window_asked', nil, { window = ask.window, wish = ask.wish, service = ask.service })
elseif redis.call('HDEL', key('wishes'), ask.window) == 1 then
  tell('window_asked_no_more', nil, { window = ask.window })
end
return answer(nil)
