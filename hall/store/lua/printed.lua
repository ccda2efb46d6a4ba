--[[ Say what became of the paper (号票): confirmed or unverified lets the ticket wait, failed cancels it.
  Asks    ticket, outcome (confirmed, unverified, failed)
  Returns the ticket; one that waits already stays as it is. One that waits only because nobody reported in time may
  still turn out to be failed.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE ]]
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
local move_name = ask.outcome == 'failed' and 'cancel' or 'confirm'
if ticket.state ~= 'reserved' and move_name == 'confirm' then return answer(ticket) end
if ticket.state ~= 'reserved' and not (ticket.state == 'waiting' and ticket.printed == 'overdue') then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = move_name })
end
leave_queue(ticket)
redis.call('ZREM', key('due'), 'reserved:' .. ticket.id)
if move_name == 'cancel' then
  move(ticket, 'cancel', { ended_at = now })
  if ticket.appointment ~= '' then redis.call('HSET', key('appointment', ticket.appointment), 'state', 'booked') end
  tell('cancelled', ticket, { reason = 'print_failed' })
else
  move(ticket, 'confirm', { printed = ask.outcome })
  stand_in_queue(ticket)
  tell('confirmed', ticket, { outcome = ask.outcome })
end
return answer(ticket)
