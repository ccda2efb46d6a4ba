--[[ Leave the queue (取消排队).
  Asks    ticket
  Returns the ticket.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE ]]
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
if not may(ticket, 'cancel') then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'cancel' })
end
leave_queue(ticket)
redis.call('ZREM', key('due'), 'reserved:' .. ticket.id)
redis.call('ZREM', key('missed', ticket.area), ticket.id)
if ticket.state == 'held' then redis.call('ZREM', key('held', ticket.window), ticket.id) end
move(ticket, 'cancel', { ended_at = now })
tell('cancelled', ticket)
return answer(ticket)
