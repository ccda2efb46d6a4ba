--[[ Let a reserved ticket wait although nobody reported its paper: a phantom call costs less than her place.
  Asks    ticket
  Returns the ticket, unchanged when its deadline has not come or it is reserved no more; none when unknown. ]]
local ticket = ticket_by(ask.ticket)
local deadline = tonumber(redis.call('ZSCORE', key('due'), 'reserved:' .. ask.ticket) or 0)
if ticket and ticket.state == 'reserved' and deadline > 0 and deadline <= now then
  leave_queue(ticket)
  move(ticket, 'confirm', { printed = 'overdue' })
  stand_in_queue(ticket)
  tell('confirmed', ticket, { outcome = 'unverified', reason = 'overdue' })
end
if deadline <= now then redis.call('ZREM', key('due'), 'reserved:' .. ask.ticket) end
return answer(ticket)
