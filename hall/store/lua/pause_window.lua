--[[ Stop calling for a while or for the day (暂停服务, 停止服务); a visitor who is there has to be finished first.
  Asks    window, state (paused, closed), reason
  Returns no ticket.
  Refuses WINDOW_BUSY WINDOW_NOT_OPEN ]]
local window = window_by(ask.window)
if window.ticket ~= '' then return refuse('WINDOW_BUSY', { window = window.id, ticket = window.ticket }) end
if window.state == 'closed' and ask.state == 'paused' then
  return refuse('WINDOW_NOT_OPEN', { window = window.id, state = window.state })
end
if window.state ~= ask.state then
  set_window(window, { state = ask.state, since = now, reason = ask.reason })
  tell('window_' .. ask.state, nil, { window = window.id, reason = ask.reason })
end
return answer(nil)
