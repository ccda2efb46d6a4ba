--[[ Count one more copy of the same number (补打).
  Asks    ticket, expected (the wait that the new paper tells: low, median and high in ms)
  Returns the ticket with its new copy number.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE ]]
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
if ticket.state ~= 'reserved' and ticket.state ~= 'waiting' and ticket.state ~= 'called' then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'reprint' })
end
note(ticket, { copy = tonumber(ticket.copy) + 1 })
if ask.expected then note(ticket, { expected = ask.expected, told_at = now }) end
tell('reprinted', ticket, { copy = ticket.copy, expected = ask.expected })
return answer(ticket)
