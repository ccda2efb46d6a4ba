--[[ Call one ticket out of its order (选呼、特呼), with a reason; it is counted.
  Asks    window, wanted (the ticket's id), reason, recall_after
  Returns the ticket.
  Refuses HALL_STOPPED WINDOW_NOT_OPEN WINDOW_BUSY TICKET_UNKNOWN NOT_POSSIBLE ]]
local window = window_by(ask.window)
local code, data = not_calling(window)
if code then return refuse(code, data) end
if window.ticket ~= '' then return refuse('WINDOW_BUSY', { window = window.id, ticket = window.ticket }) end
local ticket = ticket_by(ask.wanted)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.wanted }) end
if not may(ticket, 'call') then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'call_this' })
end
call_to(window, ticket, 'called_out', { reason = ask.reason, out_of_order = 'true' })
remember(window, 'call_this')
return answer(ticket)
