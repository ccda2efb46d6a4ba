--[[ Stop calling for a while or for the day (暂停服务, 停止服务). With a visitor there the clerk says what becomes of
  her: `serve` goes on with her and calls nobody after, `no_show` misses her, `send_back` keeps her place.
  Asks    window, state (paused, closed), reason, visitor (serve, no_show, send_back; optional)
  Returns the ticket of the visitor who was there, or none.
  Refuses WINDOW_BUSY WINDOW_NOT_OPEN NOT_POSSIBLE ]]
local window = window_by(ask.window)
if window.state == 'closed' and ask.state == 'paused' then
  return refuse('WINDOW_NOT_OPEN', { window = window.id, state = window.state })
end
local ticket = window.ticket ~= '' and ticket_by(window.ticket) or nil
if ticket and not ask.visitor then return refuse('WINDOW_BUSY', { window = window.id, ticket = ticket.id }) end
if ticket and ask.visitor == 'no_show' and not may(ticket, 'miss') then
  return refuse('NOT_POSSIBLE', { window = window.id, ticket = ticket.id, state = ticket.state, act = 'no_show' })
end
if ticket and ask.visitor == 'no_show' then miss(window, ticket, 'true') end
if ticket and ask.visitor == 'send_back' then send_back(window, ticket, ask.state) end
local stops = window.state ~= ask.state
if stops then
  set_window(window, { state = ask.state, since = now, reason = ask.reason })
  unpin_all(window)
  tell('window_' .. ask.state, nil, { window = window.id, reason = ask.reason })
end
if stops or (ticket and ask.visitor ~= 'serve') then remember(window, ask.state == 'closed' and 'close' or 'pause') end
return answer(ticket)
