--[[ Announce the called visitor again (重呼).
  Asks    window, ticket (the one the clerk sees; optional)
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'recall')
if not ticket then return refuse(code, data) end
move(ticket, 'recall', { called_at = now, calls = tonumber(ticket.calls) + 1 })
tell('recalled', ticket, { window = window.id, calls = ticket.calls })
redis.call('ZADD', key('board', ticket.area), seq, ticket.id)
watch_wall(ticket.area)
return answer(ticket)
