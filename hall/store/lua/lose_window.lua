--[[ Take a window for lost whose console has been silent too long (失联): a called visitor keeps her place.
  Asks    window
  Returns the ticket of the visitor who was there, or none; nothing changes when the console was heard again. ]]
local window = window_by(ask.window)
local deadline = tonumber(redis.call('ZSCORE', key('due'), 'lost:' .. window.id) or 0)
if deadline == 0 or deadline > now then return answer(nil) end
redis.call('ZREM', key('due'), 'lost:' .. window.id)
forget(window)
local ticket = window.ticket ~= '' and ticket_by(window.ticket) or nil
if ticket and ticket.state == 'called' then send_back(window, ticket, 'lost') end
if window.state == 'open' then
  set_window(window, { state = 'paused', since = now, reason = 'lost' })
  unpin_all(window)
  tell('window_paused', nil, { window = window.id, reason = 'lost' })
end
return answer(ticket)
