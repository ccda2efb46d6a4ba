-- A visitor comes to a window and goes.
-- Let the visitor go: the window is free again and her line leaves the wall.
local function let_go(window, ticket)
  set_window(window, { ticket = '' })
  redis.call('ZREM', key('board', ticket.area), ticket.id)
end

-- Call the best of the window's reach and return her ticket, or nil when nobody waits.
local function call_best(window)
  local best = best_of(cjson.decode(window.reach))
  if not best then return nil end
  local ticket = ticket_by(ticket_of(best.member))
  leave_queue(ticket)
  local why = 'waited'
  if ticket.booked == '1' then why = best.due and 'appointment_due' or 'appointment_early'
  elseif ticket.standing == 'priority' then why = 'priority' end
  local first = ticket.first_called_at ~= '0' and tonumber(ticket.first_called_at) or now
  move(ticket, 'call', { window = window.id, called_at = now, first_called_at = first, why = why,
    calls = 1, handicap = best.handicap })
  set_window(window, { ticket = ticket.id })
  tell('called', ticket, { window = window.id, reason = why, handicap = best.handicap,
    waited_ms = now - tonumber(ticket.issued_at) })
  redis.call('ZADD', key('board', ticket.area), seq, ticket.id)
  redis.call('ZREM', key('missed', ticket.area), ticket.id)
  return ticket
end

local function finish(window, ticket)
  let_go(window, ticket)
  move(ticket, 'finish', { ended_at = now })
  tell('finished', ticket, { window = window.id })
end
