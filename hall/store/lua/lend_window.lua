--[[ Lend a window to a service (协办), or take it back: it holds until the window is closed or opened anew.
  Asks    window, service, handicap_ms (none: take it back)
  Returns no ticket.
  Refuses WINDOW_NOT_OPEN NOT_LENT ]]
local window = window_by(ask.window)
if window.state == 'closed' then return refuse('WINDOW_NOT_OPEN', { window = window.id, state = window.state }) end
local reach, lent = cjson.decode(window.reach or '{}'), cjson.decode(window.lent or '{}')
if ask.handicap_ms and reach[ask.service] == nil then
  reach[ask.service], lent[ask.service] = ask.handicap_ms, { at = text(now), by = ask.actor }
elseif not ask.handicap_ms then
  if not lent[ask.service] then
    return refuse('NOT_LENT', { window = window.id, service = ask.service })
  end
  reach[ask.service], lent[ask.service] = nil, nil
else
  return answer(nil)
end
redis.call('HSET', key('window', window.id), 'reach', cjson.encode(reach), 'lent', cjson.encode(lent))
tell('window_services', nil, { window = window.id, services = listed(reach),
  reason = ask.handicap_ms and 'lent' or 'taken_back' })
return answer(nil)
