--[[ Come back later (暂缓): not callable until then, and then not before those of the last quarter hour.
  Asks    ticket, for_ms, back_ms, early_ms, appointment_ms
  Returns the ticket.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE DEFERRED_BEFORE ]]
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
if not may(ticket, 'defer') then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'defer' })
end
if ticket.deferred == '1' then return refuse('DEFERRED_BEFORE', { ticket = ticket.id }) end
local back_at = now + ask.for_ms
leave_queue(ticket)
move(ticket, 'defer', { counted_at = math.max(rank_of(ticket), back_at - ask.back_ms), booked = '0',
  callable_at = back_at, deferred = '1', pinned = '' })
stand_in_queue(ticket)
tell('deferred', ticket, { until_at = text(back_at) })
return answer(ticket)
