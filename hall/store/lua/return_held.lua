--[[ Let a held visitor back into the queue (回呼): rank kept and this window first; after long, not before others.
  Asks    window, wanted (the held ticket's id), hold_ms, back_ms (how far before now a late one counts), pin_ms,
          early_ms, appointment_ms
  Returns the ticket.
  Refuses TICKET_UNKNOWN NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket = ticket_by(ask.wanted)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.wanted }) end
if not may(ticket, 'return_held') or not redis.call('ZSCORE', key('held', window.id), ticket.id) then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'return' })
end
local fields = { window = '', pinned = window.id, pinned_until = now + ask.pin_ms }
if now > tonumber(ticket.held_at) + ask.hold_ms then
  fields.counted_at, fields.booked = math.max(rank_of(ticket), now - ask.back_ms), '0'
end
redis.call('ZREM', key('held', window.id), ticket.id)
move(ticket, 'return_held', fields)
stand_in_queue(ticket)
if window.state ~= 'open' then unpin(ticket) end
tell('returned', ticket, { window = window.id })
remember(window, 'return')
return answer(ticket)
