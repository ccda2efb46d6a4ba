--[[ Grant a priority to somebody who holds a number (优先), by staff who saw the document.
  Asks    ticket, reason, head_start_ms
  Returns the ticket.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE ]]
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
if (ticket.state ~= 'waiting' and ticket.state ~= 'reserved') or ticket.standing ~= 'walk_in' then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, standing = ticket.standing,
    act = 'standing' })
end
leave_queue(ticket)
note(ticket, { standing = 'priority', reason = ask.reason, acts = tonumber(ticket.acts or 0) + 1,
  counted_at = math.min(tonumber(ticket.counted_at), tonumber(ticket.issued_at) - ask.head_start_ms) })
stand_in_queue(ticket)
tell('standing_granted', ticket, { reason = ask.reason })
return answer(ticket)
