--[[ Announce a called visitor again by itself (自动重呼), at its second and only while she has not come.
  Asks    ticket, item (the name of its deadline)
  Returns the ticket, unchanged when it is called no more. ]]
local ticket = ticket_by(ask.ticket)
local deadline = tonumber(redis.call('ZSCORE', key('due'), ask.item) or 0)
if deadline == 0 or deadline > now then return answer(ticket) end
redis.call('ZREM', key('due'), ask.item)
-- A sweep that is late announces her once, not once for each time that it missed.
local following = string.gsub(ask.item, '%d+$', function(n) return text(n + 1) end)
if tonumber(redis.call('ZSCORE', key('due'), following) or now + 1) <= now then return answer(ticket) end
if ticket and ticket.state == 'called' and tonumber(ticket.pressed_at) < deadline then
  move(ticket, 'recall', { called_at = now, calls = tonumber(ticket.calls) + 1 })
  tell('recalled', ticket, { window = ticket.window, calls = ticket.calls, reason = 'automatic' })
  redis.call('ZADD', key('board', ticket.area), seq, ticket.id)
  watch_wall(ticket.area)
end
return answer(ticket)
