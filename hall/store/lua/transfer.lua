--[[ Send the visitor on (转移): to a service or to one window; same number, rank kept or to the end of the line.
  Asks    window, ticket (the one the clerk sees; optional), place (service, hall, area, walk_ms),
          to (one window; optional), pin_ms, end_of_line, chain (services after it; optional),
          early_ms, appointment_ms
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'transfer')
if not ticket then return refuse(code, data) end
local from, area, fields = ticket.service, ticket.area, { window = '', pinned = '' }
-- The end of the line is now; who stands behind it already, early for her appointment, moves no way forward.
if ask.end_of_line then fields.counted_at, fields.booked = math.max(rank_of(ticket), now), '0' end
if ask.chain then fields.chain = cjson.encode(ask.chain) end
if ask.to and window_by(ask.to).state == 'open' then fields.pinned, fields.pinned_until = ask.to, now + ask.pin_ms end
let_go(window, ticket)
queue_for(ticket, ask.place, 'transfer', fields)
tell('transferred', ticket, { window = window.id, from = from, to = ask.to,
  from_area = other_area(area, ticket), reason = ask.end_of_line and 'end_of_line' or 'rank_kept' })
remember(window, 'transfer')
return answer(ticket)
