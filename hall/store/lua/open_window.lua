--[[ Open a window (开始服务) with the services in its reach; opening an open one only renews its reach.
  Asks    window, reach (service → handicap in ms; none when the reach is empty)
  Returns the ticket of the visitor who is there, or none. ]]
local window = window_by(ask.window)
local was = window.state
set_window(window, { reach = cjson.encode(ask.reach), state = 'open', reason = '', lent = '{}' })
if was ~= 'open' then
  set_window(window, { since = now })
  tell('window_opened', nil, { window = window.id })
end
return answer(window.ticket ~= '' and ticket_by(window.ticket) or nil)
